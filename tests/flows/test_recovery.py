"""Worker and beat go on by themselves after Redis hung or died: a worker that is alive but deaf asks for nothing."""

import time
from collections.abc import Iterator

import pytest

from tests.flows.product import Product, lease
from tests.simulator import Simulator

PATIENCE = 30.0
# Longer than any read timeout of ours, so that every client has given up by then.
FREEZE_SECONDS = 8.0


@pytest.fixture
def product(simulator: Simulator) -> Iterator[Product]:
    with Product(ALPHAVANTAGE_BASE_URL=simulator.base_url) as product, product.redis() as redis:
        lease(redis, "AAPL")
        product.workers()
        product.beats()
        await_requests(simulator, 2)
        yield product


def await_requests(simulator: Simulator, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(simulator.requests()) < count:
        assert time.monotonic() < until, "no request came"
        time.sleep(0.05)


def test_prices_go_on_when_redis_answers_again(product: Product, simulator: Simulator) -> None:
    product.freeze_redis()
    time.sleep(FREEZE_SECONDS)
    before = len(simulator.requests())
    product.thaw_redis()
    await_requests(simulator, before + 3)
    assert "Traceback" not in product.logs()


def test_prices_go_on_when_redis_was_killed_and_has_lost_everything(product: Product, simulator: Simulator) -> None:
    for _ in range(2):
        product.kill_redis()
        before = len(simulator.requests())
        with product.redis() as redis:
            lease(redis, "AAPL")
        await_requests(simulator, before + 3)
