"""What the provider is asked does not grow with the number of viewers, only with what they watch."""

import asyncio
import csv
import json
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import websockets

from tests.environment import ROOT
from tests.flows.product import Product, lease
from tests.simulator import Simulator

with (ROOT / "tickers" / "starting" / "catalogue.csv").open() as starting:
    SYMBOLS = [row["symbol"] for row in csv.DictReader(starting)]
WATCHED = SYMBOLS[:20]
VIEWERS = 1_000
PATIENCE = 30.0


class Rounds:
    """Counts the requests for prices in whole rounds: from one request until just before the round after the last."""

    def __init__(self, simulator: Simulator, poll_seconds: float) -> None:
        self._simulator, self._seconds = simulator, poll_seconds

    async def count(self, rounds: int) -> list[dict[str, Any]]:
        """The requests of so many rounds, beginning with the next one."""
        self._simulator.forget_requests()
        start, until = None, time.monotonic() + PATIENCE
        while start is None:
            assert time.monotonic() < until, "nothing was asked"
            await asyncio.sleep(0.05)
            start = min((at(request) for request in prices(self._simulator)), default=None)
        # A round begins up to half a second late, never early.
        end = start + rounds * self._seconds - 0.25
        await asyncio.sleep(end - time.time() + 0.1)
        return [request for request in prices(self._simulator) if at(request) < end]


def at(request: dict[str, Any]) -> float:
    return datetime.fromisoformat(request["at"]).timestamp()


def settings(simulator: Simulator, poll_seconds: int, *, bulk: bool) -> dict[str, str]:
    return {
        "ALPHAVANTAGE_BASE_URL": simulator.base_url,
        "ALPHAVANTAGE_BULK": "yes" if bulk else "no",
        "POLL_SECONDS": str(poll_seconds),
    }


async def viewer(product: Product, symbols: Sequence[str]) -> websockets.ClientConnection:
    """A browser's socket that has its first snapshot."""
    socket = await websockets.connect(
        f"ws://{product.address}/ws/live/?symbols={','.join(symbols)}",
        additional_headers={"Origin": f"http://{product.address}"},
        open_timeout=PATIENCE,
    )
    while json.loads(await socket.recv())["type"] != "snapshot":
        pass
    return socket


async def test_a_thousand_viewers_cost_the_provider_what_one_does(simulator: Simulator) -> None:
    rounds = Rounds(simulator, 4)
    with Product(**settings(simulator, 4, bulk=False)) as product:
        product.workers()
        product.beats()
        product.web()
        async with AsyncExitStack() as open_sockets:
            sockets = [await open_sockets.enter_async_context(await viewer(product, WATCHED))]
            await rounds.count(1)  # the first prices
            alone = await rounds.count(2)
            while len(sockets) < VIEWERS:
                more = await asyncio.gather(*(viewer(product, WATCHED) for _ in range(50)))
                sockets += [await open_sockets.enter_async_context(socket) for socket in more]
            sockets_read = [asyncio.create_task(_read(socket)) for socket in sockets]
            together = await rounds.count(2)
            heard = await asyncio.gather(*(_ended(task) for task in sockets_read))
    for found in (alone, together):
        times = Counter(request["symbols"][0] for request in found)
        assert set(times) == set(WATCHED)
        # One each, twice; on a busy machine the end of a round may lie in the next.
        assert max(times.values()) <= 3
        assert len(found) <= 2 * len(WATCHED) + 2
    assert min(heard) >= 1  # each of the thousand was told prices all the while


async def _read(socket: websockets.ClientConnection) -> list[str]:
    """The kinds of messages that come, until this is cancelled."""
    kinds: list[str] = []
    try:
        while True:
            kinds.append(json.loads(await socket.recv())["type"])
    except asyncio.CancelledError:
        return kinds


async def _ended(task: "asyncio.Task[list[str]]") -> int:
    task.cancel()
    return (await task).count("quotes")


async def test_bulk_quotes_cost_a_request_for_a_hundred_symbols(simulator: Simulator) -> None:
    with Product(**settings(simulator, 2, bulk=True)) as product, product.redis() as redis:
        product.workers()
        product.beats()
        for watched, cost in ((20, 1), (150, 2)):
            lease(redis, *SYMBOLS[:watched])
            twice = sorted(2 * SYMBOLS[:watched])
            until = time.monotonic() + PATIENCE
            # The first prices come, and fall into step with those that were there.
            while asked(latest := prices(simulator)[-2 * cost :]) != twice:
                assert time.monotonic() < until, [len(request["symbols"]) for request in latest]
                await asyncio.sleep(0.1)
            simulator.forget_requests()
            while len(found := prices(simulator)) < 2 * cost:
                assert time.monotonic() < until, "nothing more was asked"
                await asyncio.sleep(0.1)
            assert asked(found[: 2 * cost]) == twice


def prices(simulator: Simulator) -> list[dict[str, Any]]:
    """The requests for prices so far."""
    return [one for one in simulator.requests() if one["function"] in ("GLOBAL_QUOTE", "REALTIME_BULK_QUOTES")]


def asked(requests: list[dict[str, Any]]) -> list[str]:
    return sorted(symbol for request in requests for symbol in request["symbols"])
