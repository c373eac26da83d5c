"""A server that ends while somebody keeps a connection to it for the next page."""

import signal
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.live.push.playing import PATIENCE
from tests.live.push.serving import COMMANDS, Served


@pytest.fixture
def leaves_late(own_folder: Path, served_redis: Path) -> Iterator[Served]:
    patience = {"QUICK_LAST_ANSWERS": str(PATIENCE)}
    yield from Served.start(COMMANDS["ours"], own_folder, served_redis, **patience).until_the_end()


async def test_its_last_answer_over_a_connection_says_so_and_then_it_ends(leaves_late: Served) -> None:
    connection = HTTPConnection("127.0.0.1", leaves_late.port, timeout=PATIENCE)
    connection.connect()
    connection.auto_open = False  # one that is cut is not opened again

    def answer() -> str | None:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"ok")
        return answer.getheader("Connection")

    async with leaves_late.browser("?symbols=AAPL") as browser:
        await browser.next("snapshot")
        assert answer() is None
        leaves_late.process.send_signal(signal.SIGTERM)
        assert await browser.close_code() == (4200, "the server restarts")
    assert answer() == "close"
    assert leaves_late.process.wait(PATIENCE / 2) == 0  # nobody is waited for any longer
