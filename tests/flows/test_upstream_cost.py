"""What the provider is asked does not grow with the number of viewers, only with what they watch."""

import asyncio
import csv
import json
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

import websockets

from tests.environment import ROOT
from tests.flows.product import PATIENCE, Product, lease
from tests.simulator import Simulator

with (ROOT / "tickers" / "starting" / "catalogue.csv").open() as starting:
    SYMBOLS = [row["symbol"] for row in csv.DictReader(starting)]
WATCHED = SYMBOLS[:20]
VIEWERS = 1_000
# Rounds this far apart are told apart on a busy machine too; seconds.
POLL_SECONDS = 5


class Rounds:
    """Tells the rounds of requests for prices apart by the pauses between them.

    All symbols were first asked for at once, so they fall due at once: a round is one burst, however slow the machine.
    """

    def __init__(self, simulator: Simulator, poll_seconds: float) -> None:
        self._simulator, self._pause = simulator, poll_seconds * 0.4

    async def next(self, rounds: int) -> list[list[dict[str, Any]]]:
        """So many whole rounds, beginning with the next one."""
        self._simulator.forget_requests()
        until = time.monotonic() + PATIENCE
        # The first may have begun before, and the last may not be over.
        while len(found := self._told_apart()) < rounds + 2:
            assert time.monotonic() < until, f"{len(found)} rounds"
            await asyncio.sleep(0.1)
        return found[1 : rounds + 1]

    def _told_apart(self) -> list[list[dict[str, Any]]]:
        found: list[list[dict[str, Any]]] = []
        for request in sorted(prices(self._simulator), key=at):
            if not found or at(request) - at(found[-1][-1]) > self._pause:
                found.append([])
            found[-1].append(request)
        return found


def at(request: dict[str, Any]) -> float:
    return datetime.fromisoformat(request["at"]).timestamp()


def settings(simulator: Simulator, poll_seconds: int, *, bulk: bool) -> dict[str, str]:
    return {
        "ALPHAVANTAGE_BASE_URL": simulator.base_url,
        "ALPHAVANTAGE_BULK": "yes" if bulk else "no",
        "POLL_SECONDS": str(poll_seconds),
        # All of them come from one address.
        "SOCKETS_PER_ADDRESS": "0",
    }


async def viewer(product: Product, symbols: Sequence[str]) -> websockets.ClientConnection:
    """A browser's socket that has its first snapshot."""
    socket = await websockets.connect(
        f"ws://{product.address}/ws/live/?symbols={','.join(symbols)}",
        additional_headers={"Origin": f"http://{product.address}"},
        open_timeout=PATIENCE,
        # Nothing is read of the first until the last is there: its own keepalive would give it up on a slow machine.
        ping_interval=None,
        max_queue=None,
    )
    while json.loads(await socket.recv())["type"] != "snapshot":
        pass
    return socket


async def test_a_thousand_viewers_cost_the_provider_what_one_does(simulator: Simulator) -> None:
    rounds = Rounds(simulator, POLL_SECONDS)
    with Product(**settings(simulator, POLL_SECONDS, bulk=False)) as product:
        product.workers()
        product.beats()
        product.web()
        async with AsyncExitStack() as open_sockets:
            sockets = [await open_sockets.enter_async_context(await viewer(product, WATCHED))]
            alone = await rounds.next(2)
            while len(sockets) < VIEWERS:
                more = await asyncio.gather(*(viewer(product, WATCHED) for _ in range(50)))
                sockets += [await open_sockets.enter_async_context(socket) for socket in more]
            sockets_read = [asyncio.create_task(_read(socket)) for socket in sockets]
            together = await rounds.next(2)
            heard = await asyncio.gather(*(_ended(task) for task in sockets_read))
    assert abs(sum(map(len, together)) - sum(map(len, alone))) <= 1
    for found in (*alone, *together):
        assert asked(found) == sorted(WATCHED)  # each once a round
    for first, second in (alone, together):
        assert (
            at(second[0]) - at(first[0]) > POLL_SECONDS - 0.5
        )  # and no sooner than was set, but for the way to the provider
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
