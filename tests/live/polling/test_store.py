"""The latest quotes in Redis: an older one never replaces a newer one."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from redis import asyncio as aioredis

from live.polling import store
from live.polling.keys import Keys
from live.quotes import Basis, Quote, State

KEYS = Keys("test", "alphavantage")
NOON = datetime(2026, 11, 19, 17, tzinfo=UTC)
QUOTE = Quote(
    "AAPL",
    "alphavantage",
    Basis.REALTIME,
    State.FRESH,
    price=Decimal("254.23"),
    trading_day=date(2026, 11, 19),
    as_of=NOON,
    fetched_at=NOON,
)


def later(seconds: float, **changes: object) -> Quote:
    moment = NOON + timedelta(seconds=seconds)
    return replace(QUOTE, as_of=moment, fetched_at=moment, **changes)  # type: ignore[arg-type]


async def test_what_is_saved_is_read_again(aredis: aioredis.Redis) -> None:
    await store.save(aredis, KEYS, [QUOTE])
    assert await store.read(aredis, KEYS, ["AAPL", "MSFT"]) == {"AAPL": QUOTE}
    assert await store.read(aredis, KEYS, []) == {}


@pytest.mark.parametrize(
    "older",
    [
        later(-1),
        later(9, trading_day=date(2026, 11, 18)),
        replace(QUOTE, fetched_at=NOON - timedelta(seconds=1)),
        replace(QUOTE, as_of=None),
    ],
)
async def test_an_older_quote_never_replaces_a_newer_one(aredis: aioredis.Redis, older: Quote) -> None:
    await store.save(aredis, KEYS, [QUOTE])
    assert await store.save(aredis, KEYS, [older]) == [QUOTE]
    assert await store.read(aredis, KEYS, ["AAPL"]) == {"AAPL": QUOTE}


async def test_workers_that_finish_in_any_order_leave_the_newest(aredis: aioredis.Redis) -> None:
    quotes = [later(n, price=Decimal(n + 1)) for n in range(20)]
    random.Random(7).shuffle(quotes)
    for quote in quotes:
        await store.save(aredis, KEYS, [quote])
    assert (await store.read(aredis, KEYS, ["AAPL"]))["AAPL"].price == 20


async def test_order_is_judged_within_one_basis(aredis: aioredis.Redis) -> None:
    await store.save(aredis, KEYS, [QUOTE])
    close = later(-3600, basis=Basis.END_OF_DAY, state=State.CLOSED)
    assert await store.save(aredis, KEYS, [close]) == [close]


async def test_a_failure_marks_the_price_that_is_held(aredis: aioredis.Redis) -> None:
    await store.save(aredis, KEYS, [QUOTE])
    marked = replace(QUOTE, state=State.ERROR)
    assert await store.save(aredis, KEYS, [marked]) == [marked]


async def test_a_quote_without_a_price_never_hides_one(aredis: aioredis.Redis) -> None:
    await store.save(aredis, KEYS, [QUOTE])
    waiting = Quote("AAPL", "alphavantage", Basis.REALTIME, State.ERROR)
    assert await store.save(aredis, KEYS, [waiting]) == [QUOTE]


async def test_values_of_another_source_are_never_read(aredis: aioredis.Redis) -> None:
    await store.save(aredis, Keys("test", "simulated"), [replace(QUOTE, source="simulated")])
    assert await store.read(aredis, KEYS, ["AAPL"]) == {}


async def test_after_the_clock_was_set_back_a_quote_from_the_future_gives_way_and_comes_not_back(
    aredis: aioredis.Redis,
) -> None:
    now = NOON - timedelta(hours=3)
    true = replace(QUOTE, as_of=now, fetched_at=now, price=Decimal(7))
    await store.save(aredis, KEYS, [QUOTE])
    assert await store.save(aredis, KEYS, [true], now) == [true]
    assert await store.save(aredis, KEYS, [QUOTE], now) == [true]
    assert await store.save(aredis, KEYS, [QUOTE], NOON) == [QUOTE]
