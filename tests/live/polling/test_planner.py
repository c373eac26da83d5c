"""Which requests are due, as tables of (state, now) → requests."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from live.alphavantage.plans import Plan
from live.polling import hours
from live.polling.planner import Outlook
from live.polling.requests import Asked, Function, Watched
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
    return [symbol for request in Outlook(utc(now), some, plan).requests() for symbol in request.symbols]


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
        ("2026-11-20 21:10", "2026-11-20 20:59", True),  # delayed prices move on, and settle 17 minutes after the close
        ("2026-11-20 21:17", "2026-11-20 20:59", True),  # once more for the closing price
        (FRIDAY_EVENING, "2026-11-20 21:18", False),  # and then nothing can change
        (SATURDAY, "2026-11-20 21:18", False),
        (SATURDAY, "2026-11-20 20:59", True),
        ("2026-11-26 15:00", "2026-11-25 21:30", False),  # Thanksgiving
        ("2026-11-23 14:30", "2026-11-20 21:18", False),  # Monday's opening, of which nothing is to be had yet
        ("2026-11-23 14:45", "2026-11-20 21:18", True),
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
    requests = Outlook(utc(now), [one], FREE).requests()
    assert bool(requests) is due
    assert all(request.function is Function.DAILY for request in requests)


def test_who_has_no_price_yet_comes_before_who_has_waited_longest() -> None:
    now = utc(OPEN)
    old = watched("OLD", now, day="2026-11-18", fetched="2026-11-18 20:00")
    older = watched("OLDER", now, day="2026-11-17", fetched="2026-11-17 20:00")
    assert symbols_due(OPEN, DELAYED, old, older, watched("NEW", now)) == ["NEW", "OLDER", "OLD"]


def test_bulk_packs_a_hundred_symbols_in_each_request() -> None:
    now = utc(OPEN)
    requests = Outlook(now, [watched(f"S{n}", now) for n in range(250)], BULK).requests()
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
    assert bool(Outlook(now, [one], DELAYED).requests()) is due


def moving(symbol: str, seconds_ago: float, viewers: int = 1) -> Watched:
    """A symbol with a price of today, asked for so many seconds ago, while its exchange trades."""
    now = utc(OPEN)
    asked = (now - timedelta(seconds=seconds_ago)).isoformat(sep=" ").removesuffix("+00:00")
    return replace(watched(symbol, now, day="2026-11-19", fetched=asked), viewers=viewers, hours=NEW_YORK)


NEW_YORK = hours.new_york(utc(OPEN))


@pytest.mark.parametrize(
    ("plan", "symbols", "seconds"),
    [(DELAYED, 1, 10), (DELAYED, 50, 50 / (71 / 60)), (BULK, 100, 10), (BULK, 5000, 10), (BULK, 20_000, 21.05)],
)
def test_with_as_many_viewers_each_every_symbol_gets_an_equal_share(plan: Plan, symbols: int, seconds: float) -> None:
    outlook = Outlook(utc(OPEN), [moving(f"S{n}", 5) for n in range(symbols)], plan)
    assert outlook.intervals[1].total_seconds() == pytest.approx(seconds, rel=0.001)


def test_a_symbol_with_four_times_the_viewers_is_asked_for_twice_as_often() -> None:
    outlook = Outlook(utc(OPEN), [moving(f"S{n}", 5, viewers=4 if n else 1) for n in range(100)], DELAYED)
    assert outlook.intervals[1] / outlook.intervals[4] == pytest.approx(2, rel=0.001)


def test_no_symbol_s_turn_is_longer_than_so_many_equal_shares_that_it_never_waits_for_four() -> None:
    some = [moving("SMALL", 5, viewers=1), *(moving(f"S{n}", 5, viewers=10_000) for n in range(99))]
    outlook = Outlook(utc(OPEN), some, DELAYED)
    assert outlook.intervals[1].total_seconds() == pytest.approx(3.3 * 100 / (71 / 60), rel=0.001)


def test_who_is_furthest_behind_its_own_turn_goes_first() -> None:
    some = [moving(f"S{n}", 5) for n in range(60)]
    often, rarely = moving("OFTEN", 60, viewers=100), moving("RARELY", 90)
    requests = Outlook(utc(OPEN), [*some, rarely, often], DELAYED).requests()
    assert [request.symbols for request in requests] == [("OFTEN",), ("RARELY",)]


def test_who_is_on_the_floor_goes_before_whoever_is_further_behind_its_own_turn() -> None:
    floor = 3.3 * 100 / (71 / 60)
    some = [moving(f"S{n}", 300, viewers=10_000) for n in range(99)]
    requests = Outlook(utc(OPEN), [*some, moving("PROMISED", 0.95 * floor)], DELAYED).requests()
    assert requests[0].symbols == ("PROMISED",)


@pytest.mark.parametrize(("part", "due"), [(0.88, False), (0.92, True)])
def test_where_requests_are_scarce_a_symbol_may_go_when_its_turn_has_nearly_come(part: float, due: bool) -> None:
    turn = 200 / (71 / 60)
    some = [moving("NEARLY", part * turn), *(moving(f"S{n}", 5) for n in range(199))]
    assert bool(Outlook(utc(OPEN), some, DELAYED).requests()) is due


def test_no_more_symbols_are_told_than_a_second_has_requests_for() -> None:
    now = utc(OPEN)
    newcomers = [watched(f"N{n}", now) for n in range(200)]
    late = [moving(f"S{n}", 3600 + n) for n in range(200)]
    told = Outlook(now, [*newcomers, *late], DELAYED).requests()
    assert [request.newcomer for request in told] == [True] * 5 + [False] * 5
    assert told[5].symbols == ("S199",)


def test_of_closing_prices_the_most_watched_come_first_and_nobody_is_forgotten() -> None:
    now = "2026-11-20 21:31"
    held = {"day": "2026-11-18", "fetched": "2026-11-18 22:00"}
    some = [replace(watched(f"S{n}", utc(now), **held), viewers=n, hours=NEW_YORK) for n in (1, 9, 4)]
    shown = watched("SHOWN", utc(now), day="2026-11-20", fetched="2026-11-20 21:30")
    forgotten = watched("LONG", utc(now), day="2026-10-30", fetched="2026-10-30 22:00")
    some = [replace(one, hours=NEW_YORK) for one in (*some, shown, forgotten)]
    assert symbols_due(now, FREE, *some) == ["LONG", "S9", "S4", "S1"]


def test_in_bulk_a_latecomer_waits_for_the_majority_and_then_goes_with_it() -> None:
    late, others = moving("LATE", 12), [moving(f"S{n}", 7) for n in range(9)]
    assert Outlook(utc(OPEN), [late, *others], BULK).requests() == []
    together = Outlook(utc(OPEN) + timedelta(seconds=3), [late, *others], BULK).requests()
    assert [len(request.symbols) for request in together] == [10]


def test_in_bulk_one_of_a_full_hundred_is_no_majority() -> None:
    some = [moving("LATE", 12), *(moving(f"S{n}", 7) for n in range(99))]
    assert Outlook(utc(OPEN), some, BULK).requests() == []


def test_in_bulk_no_symbol_waits_for_a_majority_longer_than_twice_its_time() -> None:
    some = [moving("LATE", 20), *(moving(f"S{n}", 7) for n in range(9))]
    assert [request.symbols for request in Outlook(utc(OPEN), some, BULK).requests()] == [("LATE",)]


def test_in_bulk_a_newcomer_waits_for_nobody_and_takes_along_who_is_due() -> None:
    some = [watched("NEW", utc(OPEN)), moving("DUE", 11), *(moving(f"S{n}", 7) for n in range(9))]
    (request,) = Outlook(utc(OPEN), some, BULK).requests()
    assert (request.symbols, request.newcomer) == (("NEW", "DUE"), True)


def after_close(symbol: str, day: str, asked: str, failures: int = 0, viewers: int = 1) -> Watched:
    one = watched(symbol, utc(EVENING), day=day, fetched=asked, failures=failures)
    return replace(one, viewers=viewers, hours=NEW_YORK)


EVENING = "2026-11-19 21:40"  # ten minutes after the day's bars can be had
OLD, NEW = "2026-11-18", "2026-11-19"
BEFORE = "2026-11-18 22:00"


@pytest.mark.parametrize(
    ("some", "due"),
    [
        # one goes ahead: the one that most look at
        ([("A", OLD, BEFORE, 0, 1), ("B", OLD, BEFORE, 0, 9), ("C", OLD, BEFORE, 0, 1)], ["B"]),
        # it still saw the day before: nobody asks for an hour
        ([("A", OLD, BEFORE, 0, 1), ("B", OLD, "2026-11-19 21:31", 1, 9)], []),
        # it saw the new day: the others follow
        ([("A", OLD, BEFORE, 0, 1), ("B", NEW, "2026-11-19 21:31", 0, 9), ("C", OLD, BEFORE, 0, 1)], ["A", "C"]),
        # so do those that were only picked in the last days
        ([("A", OLD, BEFORE, 0, 0), ("B", NEW, "2026-11-19 21:31", 0, 9)], ["A"]),
    ],
)
def test_after_a_close_one_ticker_goes_ahead_and_the_others_follow_when_it_shows_the_new_day(
    some: list[tuple[str, str, str, int, int]], due: list[str]
) -> None:
    assert symbols_due(EVENING, FREE, *(after_close(*one) for one in some)) == due


def test_the_next_scout_is_another_ticker_so_that_a_halted_one_holds_up_nobody() -> None:
    halted = after_close("HALTED", OLD, "2026-11-19 21:31", 1, 99)
    assert symbols_due("2026-11-19 22:31", FREE, halted, after_close("B", OLD, BEFORE)) == ["B"]


def test_what_nobody_watches_now_is_asked_for_only_to_renew_its_close() -> None:
    nobody = replace(watched("NEVER", utc(OPEN)), viewers=0)
    assert symbols_due(OPEN, FREE, nobody) == []


@pytest.mark.parametrize(
    ("failures", "minutes_ago", "due"), [(1, 4, False), (1, 5, True), (2, 29, False), (2, 30, True), (9, 360, True)]
)
def test_where_a_day_has_few_requests_a_first_price_that_fails_is_tried_rarely(
    failures: int, minutes_ago: int, due: bool
) -> None:
    now = utc(OPEN)
    asked = Asked(now - timedelta(minutes=minutes_ago), failures)
    one = Watched("AAPL", 1, NEW_YORK, None, asked)
    assert bool(Outlook(now, [one], FREE).requests()) is due
