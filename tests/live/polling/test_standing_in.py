"""Who is asked next and whose price is shown, as tables: (what is held, now) → answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from live.alphavantage.plans import Plan as AlphaVantage
from live.finnhub.plans import Plan as Finnhub
from live.polling import hours
from live.polling.requests import Asked, Watched
from live.polling.standing_in import needs_another, shown, would_be_shown
from live.providers.provider import Plan
from live.quotes import Basis, Quote, State

NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def quote(
    source: str, fetched: int = 1, due: int | None = 9, state: State = State.FRESH, price: int | None = 100
) -> Quote:
    """One that was fetched so many seconds ago and whose successor is due in so many."""
    return Quote(
        "AAPL",
        source,
        Basis.REALTIME,
        state,
        price=None if price is None else Decimal(price),
        trading_day=date(2026, 11, 19),
        fetched_at=NOW - fetched * SECOND,
        next_due_at=None if due is None else NOW + due * SECOND,
    )


CLOSES = AlphaVantage("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)
REALTIME = Finnhub.chosen()
FIRST, SECOND_ONE = quote("first"), quote("second")
LATE = quote("first", fetched=15, due=-5)
STALE = quote("first", fetched=60, due=-50)
ERROR = quote("first", fetched=15, due=20, state=State.ERROR)
CLOSE = quote("first", fetched=50_000, due=30_000, state=State.CLOSED)
YESTERDAY = replace(quote("second", due=30_000, state=State.CLOSED), trading_day=date(2026, 11, 18))
NOTHING = quote("first", state=State.ERROR, price=None)


@pytest.mark.parametrize(
    ("quotes", "source"),
    [
        ([FIRST, SECOND_ONE], "first"),
        ([FIRST, None], "first"),
        ([None, SECOND_ONE], "second"),
        ([quote("first", fetched=9), quote("second", fetched=1)], "first"),  # good is good, however new the other
        ([CLOSE, SECOND_ONE], "first"),  # nothing newer is to be had of it, and that was the operator's choice
        ([LATE, SECOND_ONE], "second"),
        ([LATE, quote("second", fetched=20)], "first"),  # an older one is no reason to change
        ([STALE, SECOND_ONE], "second"),
        ([ERROR, SECOND_ONE], "second"),
        ([NOTHING, SECOND_ONE], "second"),
        ([ERROR, quote("second", fetched=60, due=-50)], "first"),  # none is good: the newer price
        ([STALE, quote("second", fetched=50, due=20, state=State.ERROR)], "second"),
        ([NOTHING, None], "first"),
        ([NOTHING, quote("second", state=State.ERROR, price=None)], "first"),
        ([NOTHING, quote("second", fetched=9_000, due=-8_000)], "second"),  # any price before none
        ([STALE, NOTHING, quote("third")], "third"),
        ([STALE, YESTERDAY], "first"),  # an hour old is nearer than yesterday
        ([ERROR, YESTERDAY], "first"),
        ([ERROR, YESTERDAY, quote("third")], "third"),
        ([NOTHING, YESTERDAY], "second"),
        ([YESTERDAY, STALE], "second"),  # the first gives closes alone, and they are good: here the "second" is first
    ],
)
def test_the_price_that_is_shown_is_the_first_good_one(quotes: list[Quote | None], source: str) -> None:
    chosen = shown(quotes, NOW)
    assert chosen is not None
    assert chosen.source == source
    assert chosen in quotes, "it is one provider's whole answer"


def test_of_nothing_nothing_is_shown() -> None:
    assert shown([None, None], NOW) is None


HELD = {"held": True, "full": False}
FREE = {"held": False, "full": False}


@pytest.mark.parametrize(
    ("held", "asked", "standing", "needs"),
    [
        (FIRST, Asked(NOW), FREE, False),
        (LATE, Asked(NOW), FREE, False),  # its turn comes in a moment
        (LATE, Asked(NOW), HELD, True),
        (FIRST, Asked(NOW), HELD, False),  # within its time, whatever became of its provider
        (CLOSE, Asked(NOW), HELD, False),
        (STALE, Asked(NOW), FREE, True),
        (ERROR, Asked(NOW, 1), FREE, True),
        (None, None, FREE, False),
        (None, None, HELD, True),
        (None, None, {"held": False, "full": True}, True),
        (NOTHING, Asked(NOW, 1, unknown=True), FREE, True),
        (None, Asked(NOW), FREE, False),
    ],
)
def test_another_is_asked_where_the_first_cannot_be_relied_on(
    held: Quote | None, asked: Asked | None, standing: dict[str, bool], needs: bool
) -> None:
    watched = Watched("AAPL", 1, hours.new_york(NOW), held, asked)
    due = held.next_due_at if held else NOW
    assert needs_another(watched, due, NOW, **standing) is needs


@pytest.mark.parametrize(
    ("plan", "before", "now", "asked"),
    [
        (CLOSES, [STALE], NOW, False),  # yesterday's close would stay in the drawer
        (CLOSES, [ERROR, None], NOW, False),
        (CLOSES, [NOTHING], NOW, True),  # the only price there would be
        (CLOSES, [None], NOW, True),
        (CLOSES, [replace(STALE, trading_day=date(2026, 11, 18))], NOW, True),
        (CLOSES, [STALE], NOW + timedelta(hours=7), True),  # the day is over: its close is as good as its last price
        (REALTIME, [STALE], NOW, True),
    ],
)
def test_a_close_that_would_not_be_shown_is_not_asked_for(
    plan: Plan, before: list[Quote | None], now: datetime, asked: bool
) -> None:
    assert would_be_shown(plan, hours.new_york(now), before, now) is asked


def test_a_price_goes_back_to_the_first_as_soon_as_it_is_good_again() -> None:
    assert shown([ERROR, SECOND_ONE], NOW) is SECOND_ONE
    again = replace(ERROR, state=State.FRESH, fetched_at=NOW)
    assert shown([again, SECOND_ONE], NOW) is again
