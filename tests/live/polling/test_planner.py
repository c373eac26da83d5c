"""Which requests are due, as tables of (state, now) → requests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from live.alphavantage.plans import Plan
from live.polling import hours
from live.polling.planner import Asked, Function, Watched, interval, plan_requests
from live.quotes import Basis, Quote, State

FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)
DELAYED = Plan("75", "alphavantage", "delayed", bulk=False, poll_seconds=10)
BULK = Plan("600", "alphavantage", "realtime", bulk=True, poll_seconds=10)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def watched(
    symbol: str,
    now: datetime,
    *,
    day: str | None = None,
    fetched: str | None = None,
    asked: str | None = None,
    failures: int = 0,
    unknown: bool = False,
) -> Watched:
    quote = None
    if day and fetched:
        quote = Quote(
            symbol,
            "alphavantage",
            Basis.DELAYED,
            State.FRESH,
            price=Decimal(10),
            trading_day=date.fromisoformat(day),
            fetched_at=utc(fetched),
        )
    at = asked or fetched
    how = Asked(utc(at), failures, unknown) if at else None
    return Watched(symbol, 1, hours.new_york(now), quote, how)


def symbols_due(now: str, plan: Plan, *some: Watched) -> list[str]:
    return [symbol for request in plan_requests(utc(now), some, plan) for symbol in request.symbols]


OPEN = "2026-11-19 15:00"
FRIDAY_EVENING = "2026-11-20 22:00"
SATURDAY = "2026-11-21 12:00"


@pytest.mark.parametrize("plan", [FREE, DELAYED, BULK])
@pytest.mark.parametrize("now", [OPEN, SATURDAY])
def test_a_symbol_without_a_price_is_asked_for_at_once_whatever_the_hour(plan: Plan, now: str) -> None:
    assert symbols_due(now, plan, watched("AAPL", utc(now))) == ["AAPL"]


@pytest.mark.parametrize(
    ("fetched", "due"),
    [("2026-11-19 14:59:55", False), ("2026-11-19 14:59:50", True), ("2026-11-19 14:00", True)],
)
def test_while_the_exchange_trades_a_symbol_is_due_after_the_least_time(fetched: str, due: bool) -> None:
    assert bool(symbols_due(OPEN, DELAYED, watched("AAPL", utc(OPEN), day="2026-11-19", fetched=fetched))) is due


@pytest.mark.parametrize(
    ("now", "fetched", "due"),
    [
        ("2026-11-20 21:10", "2026-11-20 20:59", False),  # delayed prices settle 17 minutes after the close
        ("2026-11-20 21:17", "2026-11-20 20:59", True),  # once more for the closing price
        (FRIDAY_EVENING, "2026-11-20 21:18", False),  # and then nothing can change
        (SATURDAY, "2026-11-20 21:18", False),
        (SATURDAY, "2026-11-20 20:59", True),
        ("2026-11-26 15:00", "2026-11-25 21:30", False),  # Thanksgiving
        ("2026-11-23 14:30", "2026-11-20 21:18", True),  # Monday's opening
    ],
)
def test_after_the_close_a_delayed_price_is_asked_for_once_more_and_then_not_before_the_opening(
    now: str, fetched: str, due: bool
) -> None:
    assert bool(symbols_due(now, DELAYED, watched("AAPL", utc(now), day="2026-11-20", fetched=fetched))) is due


@pytest.mark.parametrize(
    ("now", "day", "asked", "failures", "due"),
    [
        (OPEN, "2026-11-18", "2026-11-18 22:00", 0, False),  # the last close there is
        ("2026-11-19 21:29", "2026-11-18", "2026-11-18 22:00", 0, False),
        ("2026-11-19 21:30", "2026-11-18", "2026-11-18 22:00", 0, True),  # half an hour after the close
        ("2026-11-19 22:00", "2026-11-18", "2026-11-19 21:30", 1, False),  # the answer still showed the day before
        ("2026-11-19 22:30", "2026-11-18", "2026-11-19 21:30", 1, True),  # after an hour
        ("2026-11-20 00:29", "2026-11-18", "2026-11-19 22:30", 2, False),  # then after two
        ("2026-11-20 00:30", "2026-11-18", "2026-11-19 22:30", 2, True),
        ("2026-11-20 04:30", "2026-11-18", "2026-11-20 00:30", 3, True),  # then every four
        (SATURDAY, "2026-11-20", "2026-11-20 22:00", 0, False),
    ],
)
def test_end_of_day_prices_are_asked_for_after_each_close_until_its_day_is_there(
    now: str, day: str, asked: str, failures: int, due: bool
) -> None:
    one = watched("AAPL", utc(now), day=day, fetched=asked, failures=failures)
    requests = plan_requests(utc(now), [one], FREE)
    assert bool(requests) is due
    assert all(request.function is Function.DAILY for request in requests)


def test_who_has_no_price_yet_comes_before_who_has_waited_longest() -> None:
    now = utc(OPEN)
    old = watched("OLD", now, day="2026-11-18", fetched="2026-11-18 20:00")
    older = watched("OLDER", now, day="2026-11-17", fetched="2026-11-17 20:00")
    assert symbols_due(OPEN, DELAYED, old, older, watched("NEW", now)) == ["NEW", "OLDER", "OLD"]


def test_bulk_packs_a_hundred_symbols_in_each_request() -> None:
    now = utc(OPEN)
    requests = plan_requests(now, [watched(f"S{n}", now) for n in range(250)], BULK)
    assert [len(request.symbols) for request in requests] == [100, 100, 50]
    assert {request.function for request in requests} == {Function.BULK}


@pytest.mark.parametrize(
    ("failures", "unknown", "minutes_ago", "due"),
    [
        (1, False, 0.2, False),
        (1, False, 0.4, True),
        (4, False, 2, False),
        (4, False, 3, True),
        (99, False, 14, False),
        (99, False, 15, True),
        (1, True, 60, False),
        (1, True, 12 * 60, True),
    ],
)
def test_a_symbol_that_fails_waits_longer_each_time(
    failures: int, unknown: bool, minutes_ago: float, due: bool
) -> None:
    now = utc(OPEN)
    at = (now - timedelta(minutes=minutes_ago)).isoformat()
    one = Watched("AAPL", 1, hours.new_york(now), None, Asked(datetime.fromisoformat(at), failures, unknown))
    assert bool(plan_requests(now, [one], DELAYED)) is due


@pytest.mark.parametrize(
    ("plan", "symbols", "seconds"),
    [(DELAYED, 1, 10), (DELAYED, 50, 50 / (75 * 0.95 / 60)), (BULK, 100, 10), (BULK, 5000, 10), (BULK, 20_000, 21.05)],
)
def test_the_share_of_each_symbol_grows_with_the_number_of_symbols(plan: Plan, symbols: int, seconds: float) -> None:
    assert interval(plan, symbols).total_seconds() == pytest.approx(seconds, rel=0.001)
