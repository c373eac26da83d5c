"""A real server for strangers, its worker, and a witness: whatever is tried, its prices go on.

What is tried here belongs to the whole product, so this folder mirrors none of the code's.
"""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.hostile.raw import Raw
from tests.live.push.playing import Worker, quote
from tests.live.push.serving import COMMANDS, Browser, Served

# While something is tried, a price must not take longer than this to everybody else; seconds. It takes some hundredths
# of one, but the machine may be busy.
UNDISTURBED = 15.0


@pytest.fixture(scope="session")
def target(served_folder: Path, served_redis: Path) -> Iterator[Served]:
    """Our server with the limits as they are."""
    yield from Served.start(COMMANDS["ours"], served_folder, served_redis).until_the_end()


@pytest.fixture(scope="session")
def strict(served_folder: Path, served_redis: Path) -> Iterator[Served]:
    """One that lets in few, behind a proxy on this machine that may say whom it serves."""
    limits = {"SOCKETS_PER_ADDRESS": "20", "SOCKETS_PER_SESSION": "5", "NEW_SOCKETS_PER_SECOND": "2"}
    settings = {"TRUSTED_PROXIES": "127.0.0.1", **limits}
    yield from Served.start(COMMANDS["ours"], served_folder, served_redis, **settings).until_the_end()


@pytest.fixture(scope="session")
def impatient(served_folder: Path, served_redis: Path) -> Iterator[Served]:
    """One that soon hangs up on who says nothing."""
    quick = {"QUICK_KEEPALIVE": "1", "QUICK_PATIENCE": "1"}
    yield from Served.start(COMMANDS["ours"], served_folder, served_redis, **quick).until_the_end()


class Witness:
    """Somebody else's socket. `seconds` is the longest that a price took to it while something was tried."""

    def __init__(self, served: Served, browser: Browser, worker: Worker) -> None:
        self._served, self._browser, self._worker = served, browser, worker
        self._price = 100.0
        self.seconds = 0.0

    async def is_served(self) -> None:
        """A price comes, the process is healthy, and the log has no traceback."""
        self._price += 1
        began = time.perf_counter()
        await self._worker.publish(quote("MSFT", self._price))
        while True:
            message = await self._browser.next("quotes", "snapshot")
            if any(one["symbol"] == "MSFT" and one["price"] == self._price for one in message["quotes"]):
                break
        self.seconds = max(self.seconds, time.perf_counter() - began)
        assert self.seconds < UNDISTURBED
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{self._served.port}/healthz")).text == "ok"
        assert "Traceback" not in self._served.log.read_text()


@pytest.fixture
async def witness(target: Served, worker: Worker) -> AsyncIterator[Witness]:
    """On the server with the usual limits. Once more at the end it is seen to be served."""
    async with target.browser("?symbols=MSFT") as browser:
        await browser.next("snapshot")
        watching = Witness(target, browser, worker)
        await watching.is_served()  # also so that the server has heard the worker, and joins no more
        watching.seconds = 0.0
        yield watching
        await watching.is_served()


def raw(served: Served) -> Raw:
    return Raw(served.port)
