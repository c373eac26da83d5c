"""Several server processes at one port are one to everybody: browsers, the provider, Redis."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import websockets
from redis import Redis

from live.polling.keys import GROUP
from tests.flows.product import KEYS, PATIENCE, Product
from tests.simulator import Simulator

PROCESSES, VIEWERS = 3, 24


async def eventually(true: Callable[[], Any]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until
        await asyncio.sleep(0.05)


def children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=,ppid=", "-A"], capture_output=True, text=True, check=True)
    pairs = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, of in pairs if int(of) == parent]


def leases(redis: Redis) -> int:
    return sum(redis.exists(KEYS.lease(owner.decode())) for owner in redis.smembers(KEYS.leases))


async def open_viewer(product: Product) -> websockets.ClientConnection:
    """What comes is kept until it is read, however late."""
    address = f"ws://{product.address}/ws/live/?symbols=AAPL"
    return await websockets.connect(address, open_timeout=PATIENCE, max_queue=None)


def asked_of(simulator: Simulator) -> list[dict[str, Any]]:
    return [one for one in simulator.requests() if "QUOTE" in one["function"]]


async def until_price(socket: websockets.ClientConnection) -> None:
    async with asyncio.timeout(PATIENCE):
        while json.loads(await socket.recv())["type"] != "quotes":
            pass


async def test_processes_share_viewers_but_ask_once_and_each_is_sent_a_poll_once(simulator: Simulator) -> None:
    settings = {"ALPHAVANTAGE_BASE_URL": simulator.base_url, "POLL_SECONDS": "1", "WEB_PROCESSES": str(PROCESSES)}
    with Product(**settings) as product, product.redis() as redis:
        product.workers()
        product.beats()
        web = product.web()
        async with AsyncExitStack() as stack:
            sockets = []
            # The kernel deals by chance: one process may go without for a while.
            while len(sockets) < VIEWERS or leases(redis) < PROCESSES:
                sockets.append(await stack.enter_async_context(await open_viewer(product)))
                await asyncio.sleep(0.05)
            await asyncio.gather(*map(until_price, sockets))
            [name] = [name for name in redis.pubsub_channels() if GROUP.encode() in name]
            assert redis.pubsub_numsub(name)[0][1] == PROCESSES

            simulator.forget_requests()
            began = time.monotonic()
            # Each for itself they would have asked for as much in a third of the time.
            await eventually(lambda: len(asked_of(simulator)) >= 2 * PROCESSES)
            assert len(asked_of(simulator)) <= time.monotonic() - began + 2

            dies = children(web.pid)[0]
            os.kill(dies, signal.SIGKILL)
            await eventually(lambda: len(children(web.pid)) == PROCESSES and dies not in children(web.pid))
            for _ in range(PROCESSES * 3):
                await until_price(await stack.enter_async_context(await open_viewer(product)))
        product.end_processes()
        assert leases(redis) <= 1  # the killed one's, which runs out
    assert "Traceback" not in product.logs()
