"""A worker process's parts, over the real Redis and the real database."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from redis import Redis

from live.polling import connection, latest, leases, store
from live.worker import Worker
from tickers.models import Ticker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(redis: Redis) -> Iterator[Worker]:
    one = Worker()
    yield one
    one.close()


def test_what_a_board_shows_lacks_only_facts_and_comes_after_all_picks_the_largest_first(worker: Worker) -> None:
    keys = connection.keys()
    for symbol in ("SMALL", "LARGE", "UNTOLD", "PICK", "MUCH"):
        Ticker.objects.update_or_create(
            symbol=symbol, defaults={"name": symbol, "exchange": "NASDAQ", "asset_type": "Stock"}
        )
    values = {"SMALL": Decimal(1_000), "LARGE": Decimal(9_000)}
    quotes = [replace(latest.waiting(symbol), market_cap=value) for symbol, value in values.items()]

    async def arrange() -> None:
        await store.save(worker.redis, keys, quotes)
        board = {"SMALL": 7, "LARGE": 1, "UNTOLD": 3, "PICK": 1}
        await leases.hold(worker.redis, keys, "web", {"PICK": 1, "MUCH": 5}, 30, spare=board)

    worker.run(arrange())
    lacks = worker.run(worker.gathering().lacks())
    picks = [lack.symbol for lack in lacks if lack.symbol in ("PICK", "MUCH")]
    assert picks[:2] == ["MUCH", "PICK"]
    assert [(lack.symbol, lack.what) for lack in lacks[len(picks) :]] == [
        ("LARGE", "facts"), ("SMALL", "facts"), ("UNTOLD", "facts")
    ]  # fmt: skip
