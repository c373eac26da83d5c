"""What history gains from quotes alone: minutes while a market trades, and the day's bar once its close has settled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from live.alphavantage.plans import Plan
from live.insight import history, intraday
from live.models import PricePoint
from live.providers.series import Bar, Series
from live.quotes import Basis, Quote, Session, State
from live.recording import Recording, last_closed
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
NOON, SETTLED = datetime(2026, 11, 20, 17, tzinfo=UTC), datetime(2026, 11, 20, 21, 5, tzinfo=UTC)
PLAN = Plan.chosen(key="any", name="75", entitlement="realtime")
QUOTE = Quote(
    symbol="AAPL",
    source="alphavantage",
    basis=Basis.REALTIME,
    state=State.FRESH,
    price=Decimal(101),
    previous_close=Decimal(100),
    open=Decimal(100),
    high=Decimal(102),
    low=Decimal(99),
    volume=5000,
    session=Session.REGULAR,
    trading_day=FRIDAY,
    as_of=NOON,
    fetched_at=NOON,
)
CLOSED = replace(QUOTE, state=State.CLOSED, session=Session.POST, fetched_at=SETTLED)


@pytest.fixture(autouse=True)
def exchange_hours(settings: Any) -> None:
    settings.SIMULATOR_HOURS = "exchange"
    Ticker.objects.create(symbol="AAPL", name="Apple", exchange="NASDAQ")
    price = Decimal(100)
    days = (FRIDAY - timedelta(days=n) for n in range(1, 8))
    bars = tuple(Bar(day, price, price, price, price, 10) for day in days if day.weekday() < 5)
    history.keep("alphavantage", "daily", Series("AAPL", bars))


def last_day() -> date:
    return history.read("alphavantage", "AAPL", "daily")[-1].day


def test_a_trading_price_is_a_minute_s_point_and_no_bar() -> None:
    Recording(PLAN).take({"AAPL": QUOTE}, NOON)
    assert intraday.newest("alphavantage", "AAPL") == NOON
    assert last_day() == FRIDAY - timedelta(days=1)


def test_a_settled_close_is_the_day_s_bar_and_no_point() -> None:
    Recording(PLAN).take({"AAPL": CLOSED}, SETTLED)
    assert last_day() == FRIDAY
    assert not PricePoint.objects.exists()


def test_a_close_is_written_once_and_again_when_it_is_corrected(django_assert_num_queries: Any) -> None:
    recording = Recording(PLAN)
    recording.take({"AAPL": CLOSED}, SETTLED)
    with django_assert_num_queries(1):  # the catalogue's
        recording.take({"AAPL": replace(CLOSED, fetched_at=SETTLED + timedelta(hours=1))}, SETTLED)
    recording.take({"AAPL": replace(CLOSED, price=Decimal("101.5"))}, SETTLED)
    assert history.read("alphavantage", "AAPL", "daily")[-1].close == Decimal("101.5")


def test_what_the_catalogue_does_not_list_has_no_bar() -> None:
    Recording(PLAN).take({"NONE": replace(CLOSED, symbol="NONE")}, SETTLED)
    assert history.read("alphavantage", "NONE", "daily") == []
    Recording(PLAN).take({}, SETTLED)


def test_the_last_whole_session_is_that_of_the_symbol_s_own_exchange() -> None:
    noon_in_london = datetime(2026, 11, 20, 17, tzinfo=UTC)  # London has closed, New York trades
    assert last_closed("TSCO.LON", noon_in_london) == FRIDAY
    assert last_closed("AAPL", noon_in_london) == FRIDAY - timedelta(days=1)
