"""Who reads slowly, or never, disturbs nobody and takes no memory without end."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.push.mortal import MortalRedis, price_of, working
from tests.live.push.playing import Worker, quote
from tests.live.push.serving import COMMANDS, SYMBOLS, Browser, Served, is_heard


@pytest.fixture
def patient(own_folder: Path) -> Iterator[Served]:
    """The same, but it waits longer for a viewer that lags, and answers no ping, than a busy machine takes to flood
    one."""
    patience = {"QUICK_LAG_SECONDS": "600", "QUICK_KEEPALIVE": "600"}
    served = Served.start(COMMANDS["ours"], own_folder, own_folder / "redis.sock", **patience)
    yield from served.until_the_end()


def slow_socket(port: int) -> socket.socket:
    """A connection that holds little on its way."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", port))
    return reader


async def flood(worker: Worker, fast: Browser, rounds: int) -> None:
    """So many updates of fifty symbols that no buffer on the way holds them; the fast one takes every one."""
    for price in range(1, rounds + 1):
        await worker.publish(*(quote(symbol, price) for symbol in SYMBOLS))
        await price_of(fast, "AAPL", price)


async def test_a_slow_reader_skips_whole_frames_and_gets_one_fresh_snapshot_when_it_has_drained(
    mortal: MortalRedis, patient: Served
) -> None:
    query = "?symbols=" + ",".join(SYMBOLS)
    rounds = 220
    slow = patient.browser(query, sock=slow_socket(patient.port), max_queue=1)
    async with working(mortal.at) as worker:
        await is_heard(patient, worker)  # or the first prices may come as a snapshot
        async with patient.browser(query) as fast, slow:
            await slow.next("snapshot")
            await fast.next("snapshot")
            await flood(worker, fast, rounds)
            await price_of(slow, "AAPL", rounds)
            messages = [json.loads(text) for text in slow.seen]
            assert messages[-1]["type"] == "snapshot"
            shown = [message["quotes"][0]["price"] for message in messages if message["type"] == "quotes"]
            assert shown == list(range(1, len(shown) + 1))
            assert len(shown) < rounds
            await worker.publish(quote("AAPL", rounds + 1))
            message = await slow.next("quotes", "snapshot")
            assert (message["type"], message["seq"]) == ("quotes", messages[-1]["seq"] + 1)


async def test_a_reader_that_never_reads_is_gone_soon_and_disturbs_nobody(mortal: MortalRedis, alone: Served) -> None:
    query = "?symbols=" + ",".join(SYMBOLS)
    dead = alone.browser(query, sock=slow_socket(alone.port), max_queue=1)
    async with working(mortal.at) as worker, alone.browser(query) as fast, dead:
        await fast.next("snapshot")
        await flood(worker, fast, 220)
        await worker.demand(**dict.fromkeys(SYMBOLS, 1))
