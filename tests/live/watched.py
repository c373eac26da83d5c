"""Four tickers, what is known of them and who watches them, for tests of the pages."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from redis import Redis

from live import clock
from live.polling import connection, latest
from live.quotes import Basis, Quote, Session, State, iso
from tickers.models import Ticker


@pytest.fixture
def four_tickers(redis: Redis) -> None:
    Ticker.objects.bulk_create(
        [
            Ticker(symbol="AAPL", name="Apple <b>Inc.</b>", exchange="NASDAQ"),
            Ticker(symbol="MSFT", name="Microsoft", exchange="NASDAQ"),
            Ticker(symbol="TSCO.LON", name="Tesco", exchange="LSE", currency="GBX"),
            Ticker(symbol="GONE", name="Gone Corp", exchange="NYSE", active=False),
        ]
    )


@pytest.fixture
def redis_away(settings: Settings) -> Iterator[None]:
    """Pages find no Redis where theirs is said to be."""
    latest.client.cache_clear()
    settings.REDIS = settings.REDIS.derive("unix:///nowhere/redis.sock")
    yield
    latest.client.cache_clear()


@pytest.fixture
def saturday(settings: Settings) -> Iterator[None]:
    """A clock that shows Saturday, 21 November 2026, in exchange hours."""
    settings.SIMULATOR_HOURS = "exchange"
    clock.install(clock.Clock(datetime(2026, 11, 21, 2, tzinfo=UTC).timestamp(), time.time()))
    yield
    clock.install(clock.Clock())


class Standing(clock.Clock):
    """Shows one moment, however long a page takes."""

    def at(self, real: float) -> float:
        return self.start


@pytest.fixture
def standing() -> Iterator[None]:
    """The machine's time as it is now, standing still."""
    now = time.time()
    clock.install(Standing(now, now))
    yield
    clock.install(clock.Clock())


def quote(symbol: str = "AAPL", **values: object) -> Quote:
    now = clock.now()
    return Quote(
        **{
            "symbol": symbol,
            "source": "simulated",
            "basis": Basis.SIMULATED,
            "state": State.FRESH,
            "price": Decimal("1234.5"),
            "change": Decimal("-1.5"),
            "change_percent": Decimal("-0.1214"),
            "volume": 1_234_567,
            "session": Session.REGULAR,
            "trading_day": now.date(),
            "fetched_at": now,
            **values,
        }  # type: ignore[arg-type]
    )


def keep(redis: Redis, *quotes: Quote) -> None:
    for each in quotes:
        redis.hset(connection.keys().quotes, each.symbol, json.dumps(each.as_wire()))


def polled(redis: Redis, at: datetime, provider: str = "ok", message: str = "") -> None:
    status = {
        "basis": "simulated",
        "source": "simulated",
        "provider": {"state": provider, "since": iso(at), "message": message},
        "budget": {"window": "minute", "used": 3, "limit": 75, "every": 12.0, "next_due_at": None},
        "market": {},
        "at": iso(at),
    }
    redis.set(connection.keys().status, json.dumps(status))


def pick(client: Client, *symbols: str) -> None:
    assert client.post("/watchlist/add/", {"symbol": symbols}).status_code == 303


def leased(redis: Redis) -> set[Any]:
    names: Any = redis.smembers(connection.keys().leases)
    return {symbol for name in names for symbol in redis.hkeys(connection.keys().lease(name.decode()))}
