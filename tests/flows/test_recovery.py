"""Worker and beat go on by themselves after Redis hung or died: a worker that is alive but deaf asks for nothing."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.flows.product import PATIENCE, Product, lease
from tests.simulator import Simulator

# Longer than any read timeout of ours, so that every client has given up by then.
FREEZE_SECONDS = 8.0


# A lost count of requests is waited for a minute: two seconds here.
CLOCK, POLL_SECONDS = "2026-11-20T15:00Z@30", "30"


@dataclass
class Running:
    """A product that asks a simulator for one ticker again and again."""

    product: Product
    simulator: Simulator


@pytest.fixture
def running(simulators: Callable[..., Simulator]) -> Iterator[Running]:
    with Product(CLOCK=CLOCK, POLL_SECONDS=POLL_SECONDS) as product, product.redis() as redis:
        simulator = simulators(environment={"CLOCK": CLOCK, "RUN_DIR": str(product.folder)})
        product.environment["ALPHAVANTAGE_BASE_URL"] = simulator.base_url
        lease(redis, "AAPL")
        product.workers()
        product.beats()
        await_requests(simulator, 2)
        yield Running(product, simulator)


def await_requests(simulator: Simulator, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(simulator.requests()) < count:
        assert time.monotonic() < until, "no request came"
        time.sleep(0.05)


def test_prices_go_on_when_redis_answers_again(running: Running) -> None:
    product, simulator = running.product, running.simulator
    product.freeze_redis()
    time.sleep(FREEZE_SECONDS)
    before = len(simulator.requests())
    product.thaw_redis()
    await_requests(simulator, before + 3)
    assert "Traceback" not in product.logs()


def test_prices_go_on_when_redis_was_killed_and_has_lost_everything(running: Running) -> None:
    product, simulator = running.product, running.simulator
    for _ in range(2):
        product.kill_redis()
        before = len(simulator.requests())
        with product.redis() as redis:
            lease(redis, "AAPL")
        await_requests(simulator, before + 3)
