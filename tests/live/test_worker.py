"""A worker process's parts, over the real Redis and the real database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from redis import Redis

from live import clock
from live.polling import connection, latest, leases, ledger, store
from live.quotes import Quote
from live.worker import Worker
from tickers.models import Ticker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(redis: Redis) -> Iterator[Worker]:
    one = Worker()
    yield one
    one.close()


def test_what_a_board_shows_lacks_facts_and_days_and_comes_after_all_picks_the_largest_first(worker: Worker) -> None:
    keys = connection.keys()
    for symbol in ("SMALL", "LARGE", "PENCE", "UNTOLD", "MSFT", "PICK", "MUCH"):
        Ticker.objects.update_or_create(
            symbol=symbol, defaults={"name": symbol, "exchange": "NASDAQ", "asset_type": "Stock"}
        )
    values = {"SMALL": (1_000, "USD"), "LARGE": (9_000, "USD"), "PENCE": (500_000, "GBX")}
    quotes = [
        replace(latest.waiting(symbol), market_cap=Decimal(value), currency=currency)
        for symbol, (value, currency) in values.items()
    ]

    async def arrange() -> None:
        await store.save(worker.redis, keys, quotes)
        board = {"SMALL": 7, "LARGE": 1, "PENCE": 1, "UNTOLD": 3, "MSFT": 1, "PICK": 1}
        await leases.hold(worker.redis, keys, "web", {"PICK": 1, "MUCH": 5}, 30, spare=board)

    worker.run(arrange())
    lacks = worker.run(worker.gathering().lacks())
    picks = [lack.symbol for lack in lacks if lack.symbol in ("PICK", "MUCH")]
    assert picks[:2] == ["MUCH", "PICK"]
    order = ["LARGE", "PENCE", "SMALL", "MSFT", "UNTOLD"]
    assert [(lack.symbol, lack.what) for lack in lacks[len(picks) :]] == [
        (symbol, what) for symbol in order for what in ("facts", "daily")
    ]


def test_the_close_of_what_was_picked_lately_is_copied_though_nobody_looks_and_is_no_pick_anew(worker: Worker) -> None:
    keys, now = connection.keys(), clock.now()
    long_ago = now - timedelta(days=3)

    def quote(symbol: str, price: int) -> Quote:
        return replace(latest.waiting(symbol), price=Decimal(price), trading_day=now.date(), as_of=now, fetched_at=now)

    ledger.save_snapshot([quote("LATELY", 1)], long_ago)

    async def arrange() -> None:
        await store.save(worker.redis, keys, [quote("LATELY", 2), quote("NEVER", 3)])

    worker.run(arrange())
    worker.run(worker.snapshot())
    kept = ledger.read_snapshot(keys.source)
    assert {symbol: one.price for symbol, one in kept.items()} == {"LATELY": Decimal(2)}
    assert ledger.watched_since(keys.source, long_ago + timedelta(hours=1)) == []
