"""The ranking from a real database and a real Redis, and what is asked for so that everybody gets a place."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from redis import Redis

from live import tasks
from live.alphavantage.plans import Plan
from live.board import kept
from live.board.making import make
from live.board.ranking import Sized
from live.insight import facts
from live.polling import connection, leases, ledger
from live.providers.facts import CompanyFacts, FundFacts
from live.quotes import Basis, Quote, State
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
BULK = Plan(name="1200", source="simulated", entitlement="realtime", bulk=True, poll_seconds=1)
FREE = Plan(name="free", source="alphavantage", entitlement="end_of_day", bulk=False, poll_seconds=10)


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    many = [
        Ticker(symbol=symbol, exchange="NYSE", shares_outstanding=1000, currency=currency)
        for symbol, currency in (("IBM", "USD"), ("AAPL", "USD"), ("TSCO.LON", "GBX"))
    ]
    no_shares = Ticker(symbol="TOLD", exchange="NASDAQ")
    fund = Ticker(symbol="SPY", exchange="NYSE", asset_type="ETF", shares_outstanding=5)
    gone = Ticker(symbol="GONE", exchange="NYSE", shares_outstanding=5, active=False)
    Ticker.objects.bulk_create([*many, no_shares, fund, gone])


def quote(symbol: str, price: int, close: int | None = None) -> Quote:
    return Quote(
        symbol,
        "simulated",
        Basis.SIMULATED,
        State.FRESH,
        Decimal(price),
        previous_close=close and Decimal(close),
        trading_day=NOW.date(),
        fetched_at=NOW,
    )


def priced(redis: Redis, *quotes: Quote) -> None:
    for each in quotes:
        redis.hset(connection.keys().quotes, each.symbol, json.dumps(each.as_wire()))


def places(redis: Redis | None) -> list[Any]:
    ranking, _ = make(redis, connection.keys(), NOW)
    return [(place.symbol, place.unit, place.rank, place.before) for place in ranking.places]


def test_active_stocks_of_known_size_are_placed_by_their_latest_price(redis: Redis) -> None:
    priced(redis, quote("IBM", 300, 200), quote("AAPL", 250, 260), quote("SPY", 9000))
    facts.keep("simulated", "TOLD", CompanyFacts("TOLD", "Told", market_capitalization=Decimal(270_000)), NOW)
    assert places(redis) == [
        ("TSCO.LON", "GBP", None, None),
        ("IBM", "USD", 1, 3),
        ("TOLD", "USD", 2, None),
        ("AAPL", "USD", 3, 2),
    ]


def test_before_any_price_the_best_known_come_first(redis: Redis) -> None:
    assert [symbol for symbol, *_ in places(redis)] == ["TSCO.LON", "AAPL", "IBM"]


def test_without_redis_the_prices_that_the_database_kept_count() -> None:
    ledger.save_snapshot([quote("IBM", 300)], NOW)
    assert places(None)[1] == ("IBM", "USD", 1, None)


def test_it_says_of_how_many_companies_facts_are_known(redis: Redis) -> None:
    facts.keep("simulated", "AAPL", CompanyFacts("AAPL", "Apple"), NOW)
    facts.keep("simulated", "SPY", FundFacts("SPY"), NOW)
    ranking, _ = make(redis, connection.keys(), NOW)
    assert (ranking.with_facts, ranking.companies) == (1, 4)


def test_a_page_reads_what_the_worker_made_and_makes_it_itself_where_there_is_none(redis: Redis) -> None:
    keys = connection.keys()
    assert kept.read(redis, keys, NOW).at == NOW
    kept.refresh(redis, keys, BULK, NOW)
    later = NOW + timedelta(minutes=1)
    assert kept.read(redis, keys, later).at == NOW
    redis.set(keys.board, '{"another": "release"}')
    assert kept.read(redis, keys, later).at == later


def test_while_somebody_looks_at_a_board_the_others_are_asked_for_too(redis: Redis) -> None:
    keys = connection.keys()
    kept.refresh(redis, keys, BULK, NOW)
    assert leases.wanted_now(redis, keys) == leases.Wanted({}, {})
    leases.write(redis, keys, "web-1", {"TSCO.LON": 1}, 30, {"AAPL": 2})
    kept.refresh(redis, keys, BULK, NOW)
    assert leases.wanted_now(redis, keys) == leases.Wanted({"TSCO.LON": 1}, {"AAPL": 2, "IBM": 1})
    leases.write(redis, keys, "web-1", {"TSCO.LON": 1}, 30)
    kept.refresh(redis, keys, BULK, NOW)
    assert leases.wanted_now(redis, keys).spare == {}


def test_the_task_keeps_the_ranking(redis: Redis) -> None:
    tasks.rank()
    assert redis.exists(connection.keys().board)


def test_what_was_never_priced_is_asked_for_first_then_the_oldest_and_on_a_short_day_nothing() -> None:
    known = [Sized(f"S{n}", "NYSE", "", "USD", asked=f"2026-11-20T{n:02}" if n else "") for n in range(23, -1, -1)]
    assert kept.others(known, {"S1"}, BULK)[:3] == ["S0", "S2", "S3"]
    assert len(kept.others(known, set(), replace(BULK, bulk=False))) == 10
    assert kept.others(known, set(), FREE) == []
