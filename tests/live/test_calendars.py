"""The calendars in the database: which are asked for, when, and how they are read again."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from live import calendars, trading_hours
from live.models import ExchangeCalendar
from live.polling.exchanges import EXCHANGES
from live.polling.hours import new_york
from live.quotes import Session
from live.tasks import refresh_calendars
from live.trading_hours import TradingHours
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
GURU_NANAK = datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def exchange_hours(settings: Settings) -> None:
    settings.SIMULATOR_HOURS = "exchange"


@pytest.fixture
def tickers() -> None:
    Ticker.objects.bulk_create(
        [
            Ticker(symbol="AAPL", exchange="NASDAQ"),
            Ticker(symbol="RELIANCE.BSE", exchange="India"),
            Ticker(symbol="VOD", exchange="LSE"),
            Ticker(symbol="GONE.TRT", exchange="Toronto", active=False),
        ]
    )


def test_the_calendars_of_what_the_catalogue_lists_are_kept_for_a_month(tickers: None) -> None:
    assert calendars.refresh(NOW) == ["XBOM", "XLON", "XNYS"]
    kept = {calendar.exchange: calendar.days for calendar in ExchangeCalendar.objects.all()}
    assert {(days[0]["day"], days[-1]["day"]) for days in kept.values()} == {("2026-11-07", "2026-12-21")}
    assert {"day": "2026-11-24", "holiday": "Holiday"} in kept["XBOM"]


def test_a_calendar_is_asked_for_once_a_day_and_a_new_exchange_at_once(tickers: None) -> None:
    calendars.refresh(NOW)
    assert calendars.refresh(NOW + timedelta(hours=23)) == []
    Ticker.objects.create(symbol="SHOP.TRT", exchange="Toronto")
    assert calendars.refresh(NOW + timedelta(hours=23)) == ["XTSE"]
    assert calendars.refresh(NOW + timedelta(hours=24)) == ["XBOM", "XLON", "XNYS"]


def test_a_clock_that_was_set_back_asks_again(tickers: None) -> None:
    calendars.refresh(NOW)
    assert calendars.refresh(NOW - timedelta(days=30)) == ["XBOM", "XLON", "XNYS"]


def test_what_no_calendar_knows_any_more_leaves_what_was_kept_and_is_told_once_a_day(
    tickers: None, caplog: pytest.LogCaptureFixture
) -> None:
    calendars.refresh(NOW)
    later = NOW + timedelta(days=90)
    with caplog.at_level(logging.WARNING, "live.calendars"):
        assert calendars.refresh(later) == ["XLON", "XNYS"]
        assert calendars.refresh(later + timedelta(hours=1)) == []
    assert [record.getMessage() for record in caplog.records] == [
        "the calendar of XBOM is not known from 2027-02-05 on, regular hours are used"
    ]
    assert ExchangeCalendar.objects.get(exchange="XBOM").days


def test_an_empty_catalogue_asks_for_nothing() -> None:
    assert calendars.refresh(NOW) == []


def test_the_task_keeps_calendars_and_needs_none_where_the_market_never_closes(
    tickers: None, saturday: None, settings: Settings
) -> None:
    """On a day of its own: calendars are made for some years, and end."""
    settings.SIMULATOR_HOURS = "always"
    refresh_calendars()
    assert not ExchangeCalendar.objects.exists()
    settings.SIMULATOR_HOURS = "exchange"
    refresh_calendars()
    assert set(ExchangeCalendar.objects.values_list("exchange", flat=True)) == {"XBOM", "XLON", "XNYS"}


def test_a_process_trades_by_the_rule_until_it_has_read_the_calendar(tickers: None) -> None:
    here = TradingHours()
    assert here.of("XBOM", GURU_NANAK).session_at(GURU_NANAK) is Session.REGULAR
    here.read(NOW)
    calendars.refresh(NOW)
    here.read(NOW + timedelta(minutes=9))
    assert here.of("XBOM", GURU_NANAK).session_at(GURU_NANAK) is Session.REGULAR
    here.read(NOW + timedelta(minutes=10))
    assert here.of("XBOM", GURU_NANAK).session_at(GURU_NANAK) is Session.CLOSED
    assert here.of("XBOM", GURU_NANAK) is here.of("XBOM", GURU_NANAK + timedelta(minutes=59))


def test_an_exchange_that_nobody_knows_is_new_york() -> None:
    assert TradingHours().of("NASDAQ", NOW) == new_york(NOW)


def test_a_simulated_market_that_never_closes_is_open_everywhere(settings: Settings) -> None:
    settings.SIMULATOR_HOURS = "always"
    assert trading_hours.always_open()
    assert {TradingHours().of(code, NOW).session_at(NOW) for code in EXCHANGES} == {Session.REGULAR}
