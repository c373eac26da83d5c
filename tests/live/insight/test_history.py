"""Bars and the past that is made of them, in a real database: kept, corrected, extended by closes, and bounded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from live.alphavantage.plans import Plan
from live.insight import history
from live.insight.closing import Closing, closing
from live.insight.past import Past
from live.models import Bar as StoredBar
from live.models import PastCloses
from live.polling.hours import new_york
from live.providers.series import Bar, Series
from live.quotes import Basis, Quote, State

FRIDAY = date(2026, 11, 20)
SETTLED = datetime(2026, 11, 20, 21, 20, tzinfo=UTC)  # 16:20 in New York
PLAN = Plan.chosen(key="any", name="75", entitlement="delayed")


def bar(day: date, price: object = 100, volume: int = 1000) -> Bar:
    at = Decimal(str(price))
    return Bar(day, at, at + 1, at - 1, at, volume)


def sessions(count: int, last: date = FRIDAY) -> list[date]:
    """So many weekdays, newest first."""
    days = (last - timedelta(days=n) for n in range(2 * count + 7))
    return [day for day in days if day.weekday() < 5][:count]


def series(days: list[date], **changed: Any) -> Series:
    return Series("AAPL", tuple(bar(day, **changed) for day in days))


def quote(**changed: Any) -> Quote:
    known = Quote(
        symbol="AAPL",
        source="alphavantage",
        basis=Basis.DELAYED,
        state=State.CLOSED,
        price=Decimal(101),
        previous_close=Decimal(100),
        open=Decimal(100),
        high=Decimal(102),
        low=Decimal(99),
        volume=5000,
        trading_day=FRIDAY,
        fetched_at=SETTLED,
    )
    return replace(known, **changed)


def told(**changed: Any) -> Closing | None:
    return closing(quote(**changed), new_york(SETTLED), PLAN)


def days_of(symbol: str = "AAPL") -> list[date]:
    return [each.day for each in history.read("simulated", symbol, StoredBar.DAILY)]


def test_a_quote_after_the_settled_close_tells_the_day_s_bar() -> None:
    found = told()
    assert found is not None
    assert found.bar == Bar(FRIDAY, Decimal(100), Decimal(102), Decimal(99), Decimal(101), 5000)
    assert (found.after, found.previous_close) == (date(2026, 11, 19), Decimal(100))


@pytest.mark.parametrize(
    "changed",
    [
        {"fetched_at": SETTLED - timedelta(minutes=4)},  # the delay and what a close takes to settle are not over
        {"volume": None},
        {"open": None},
        {"low": Decimal(103)},
        {"trading_day": date(2026, 11, 21)},  # no session
        {"trading_day": date(2020, 1, 2)},  # one that is not known any more
    ],
)
def test_a_quote_that_may_still_change_or_lacks_something_tells_none(changed: dict[str, Any]) -> None:
    assert told(**changed) is None


def test_where_prices_come_with_their_bars_a_quote_adds_nothing() -> None:
    assert closing(quote(), new_york(SETTLED), Plan.chosen(key="any", name="free")) is None


@pytest.mark.django_db
def test_a_close_is_added_to_bars_that_reach_to_the_session_before() -> None:
    found = told()
    assert found is not None
    history.keep("simulated", "daily", series(sessions(5, date(2026, 11, 19))))
    assert history.close("simulated", [found]) == [found]
    assert days_of()[-1] == FRIDAY
    assert history.past("simulated", ["AAPL"])["AAPL"].days[-1].price == 101
    corrected = replace(found, bar=replace(found.bar, close=Decimal("101.5")))
    assert history.close("simulated", [corrected]) == [corrected]
    assert history.past("simulated", ["AAPL"])["AAPL"].days[-1].price == Decimal("101.5")
    assert history.told("simulated", "AAPL") == {FRIDAY: Decimal(100)}


@pytest.mark.django_db
def test_a_close_that_would_leave_a_day_out_is_not_added() -> None:
    found = told()
    assert found is not None
    history.keep("simulated", "daily", series(sessions(5, date(2026, 11, 18))))
    assert history.close("simulated", [found]) == []
    assert history.close("alphavantage", [found]) == []
    assert days_of()[-1] == date(2026, 11, 18)


@pytest.mark.django_db
def test_a_day_and_a_week_that_are_not_over_are_not_kept() -> None:
    yesterday = date(2026, 11, 19)
    history.keep("simulated", "daily", series(sessions(5)), yesterday)
    history.keep("simulated", "weekly", series([FRIDAY, date(2026, 11, 13), date(2026, 11, 6)]), yesterday)
    assert days_of()[-1] == yesterday
    assert [each.day for each in history.read("simulated", "AAPL", "weekly")] == [
        date(2026, 11, 6),
        date(2026, 11, 13),
    ]


@pytest.mark.django_db
def test_the_bars_of_many_are_kept_as_those_of_one_are() -> None:
    some = [replace(series(sessions(5)), symbol=symbol) for symbol in ("AAPL", "MSFT", "IBM")]
    thursday = date(2026, 11, 19)
    history.keep_all("simulated", "daily", some, dict.fromkeys(("AAPL", "MSFT"), None) | {"IBM": thursday})
    newest = [history.read("simulated", symbol, "daily")[-1].day for symbol in ("AAPL", "MSFT", "IBM")]
    assert newest == [FRIDAY, FRIDAY, thursday]
    assert set(history.past("simulated", ["AAPL", "MSFT", "IBM"])) == {"AAPL", "MSFT", "IBM"}


@pytest.mark.django_db
def test_the_past_of_many_is_read_at_once_and_has_weeks_before_its_days(django_assert_num_queries: Any) -> None:
    history.keep("simulated", "daily", series(sessions(40)))
    history.keep("simulated", "weekly", series([FRIDAY - timedelta(weeks=n) for n in range(1, 200)]))
    with django_assert_num_queries(1):
        found = history.past("simulated", ["AAPL", "MSFT"])["AAPL"]
    assert len(found.days) == 40
    assert found.weeks[-1].day < found.days[0].day
    assert FRIDAY - timedelta(days=380) <= found.closes[0].day < FRIDAY - timedelta(days=365)
    assert Past.from_wire(found.as_wire()) == found


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{}, {"days": [["2026-11-19", "many"]], "weeks": []}, {"days": [[]], "weeks": []}])
def test_a_past_that_cannot_be_read_takes_no_other_with_it(body: Any) -> None:
    for symbol in ("AAPL", "IBM"):
        history.remember("simulated", symbol)
    PastCloses.objects.filter(symbol="IBM").update(body=body)
    assert list(history.past("simulated", ["AAPL", "IBM"])) == ["AAPL"]


@pytest.mark.django_db
def test_the_past_is_in_the_shares_of_today() -> None:
    days = sessions(60)
    raw = [bar(day, 100 if n < 5 else 200, 2000 if n < 5 else 1000) for n, day in enumerate(days)]
    history.keep("simulated", "daily", Series("AAPL", tuple(raw)))
    assert {close.price for close in history.past("simulated", ["AAPL"])["AAPL"].days} == {Decimal(100)}


@pytest.mark.django_db
def test_days_and_symbols_that_are_too_old_are_forgotten() -> None:
    history.keep("simulated", "daily", series(sessions(900)))
    old = Series("OLD", tuple(bar(day) for day in sessions(3, date(2025, 10, 1))))
    history.keep("simulated", "daily", old)
    history.keep("simulated", "weekly", replace(old, bars=old.bars[:1]))
    history.forget(SETTLED)
    assert days_of()[0] >= FRIDAY - history.KEPT
    assert len(days_of()) < 800
    assert not StoredBar.objects.filter(symbol="OLD").exists()
    assert not PastCloses.objects.filter(symbol="OLD").exists()
