"""`/metrics` of a product of several processes: whichever answers, it answers for all."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import websockets
from prometheus_client.parser import text_string_to_metric_families

from live.metrics import shared
from tests.flows.product import PATIENCE, Product
from tests.flows.test_web_processes import children, leases, open_viewer, until_price
from tests.simulator import Simulator

PROCESSES, VIEWERS = 2, 12

Samples = dict[tuple[str, ...], float]


def scrape(product: Product) -> Samples:
    """Each value by the name and the labels' values, in the alphabet's order; from whichever process answers."""
    answer = httpx.get(f"http://{product.address}/metrics", timeout=PATIENCE)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def until(product: Product, true: Callable[[Samples], Any], seconds: float = PATIENCE) -> Samples:
    """What is told once it is true."""
    end = time.monotonic() + seconds
    while not true(found := await asyncio.to_thread(scrape, product)):
        assert time.monotonic() < end, found
        await asyncio.sleep(0.2)
    return found


def counters(found: Samples) -> Samples:
    return {key: value for key, value in found.items() if key[0].endswith(("_total", "_bucket", "_sum", "_count"))}


async def received(socket: websockets.ClientConnection, frames: list[str]) -> None:
    async for text in socket:
        frames += [json.loads(text)["type"]]


async def test_counts_are_right_over_processes_that_live_and_die(simulator: Simulator) -> None:
    settings = {"ALPHAVANTAGE_BASE_URL": simulator.base_url, "POLL_SECONDS": "1", "WEB_PROCESSES": str(PROCESSES)}
    with Product(**settings) as product, product.redis() as redis:
        product.workers(2)
        product.beats()
        web = product.web()
        async with AsyncExitStack() as stack:
            sockets = []
            # The kernel deals by chance: one process may go without for a while.
            while len(sockets) < VIEWERS or leases(redis) < PROCESSES:
                sockets.append(await stack.enter_async_context(await open_viewer(product)))
                await asyncio.sleep(0.05)
            viewers = len(sockets)
            await asyncio.gather(*map(until_price, sockets))
            roles = {"web": PROCESSES, "poll": 2, "slow": 2, "beat": 1}
            found = await until(
                product,
                lambda found: (
                    found["stocker_viewers",] == viewers
                    and found["stocker_oldest_watched_quote_age_seconds",] < 10
                    and all(found.get(("stocker_processes", role)) == count for role, count in roles.items())
                ),
            )
            assert found["stocker_sockets_opened_total", "live"] == viewers
            assert found["stocker_watched_symbols", "picks"] == 1
            assert found["stocker_up", "redis"] == found["stocker_up", "database"] == 1
            assert found["stocker_hub_lag_seconds_count",] == found["stocker_batches_received_total",] > 0

            found = await until(product, lambda found: found.get(("stocker_tasks_total", "ok", "live.poll"), 0) > 2)
            assert found["stocker_tasks_total", "failed", "live.poll"] == 0
            assert 0 < found["stocker_poll_seconds_sum",] / found["stocker_poll_seconds_count",] < 10

            # What the provider was asked is what the simulator was asked.
            frames: list[str] = []
            listening = [asyncio.create_task(received(socket, frames)) for socket in sockets]
            before = counters(found)
            await asyncio.sleep(3)
            found = await until(product, lambda found: deliveries(found) - deliveries(before) >= 2 * viewers)
            assert deliveries(found) - deliveries(before) <= frames.count("quotes") + 2 * viewers
            so_far = len(simulator.requests())
            found = await until(product, lambda found: asked(found) >= so_far)
            assert asked(found) <= len(simulator.requests())  # it goes on meanwhile

            # A server and a worker are killed: how they stood goes, what they counted stays.
            before = counters(await asyncio.to_thread(scrape, product))
            os.kill(children(web.pid)[0], signal.SIGKILL)
            product.kill("worker-1")
            seconds = shared.LEASE + PATIENCE
            gone = await until(product, lambda found: found["stocker_viewers",] < viewers, seconds)
            left = sum(socket.close_code is None for socket in sockets)
            assert 0 < left < viewers
            one = await until(product, lambda found: found["stocker_processes", "poll"] == 1, seconds)
            assert (backwards(before, gone), backwards(before, one)) == ({}, {})
            assert one["stocker_viewers",] == left
            for task in listening:
                task.cancel()
        await until(product, lambda found: found["stocker_viewers",] == 0 and found["stocker_processes", "web"] == 2)

        # Counts that a Redis lost begin anew, all together.
        before = counters(await asyncio.to_thread(scrape, product))
        product.kill_redis()
        found = await until(product, lambda found: found.get(("stocker_processes", "web")) == PROCESSES)
        assert backwards(before, found) != {}
    assert "Traceback" not in product.logs()


def deliveries(found: Samples) -> float:
    return found["stocker_deliveries_total", "quotes"]


def asked(found: Samples) -> float:
    return sum(value for key, value in found.items() if key[0] == "stocker_provider_requests_total")


def backwards(before: Samples, after: Samples) -> dict[tuple[str, ...], tuple[float, float | None]]:
    """What was counted and is less now, or away."""
    return {key: (value, after.get(key)) for key, value in before.items() if after.get(key, -1) < value}
