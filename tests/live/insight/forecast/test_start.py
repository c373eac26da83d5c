"""What a forecast starts from, through a trading day in New York and around it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from live.insight.forecast.outlook import NoOutlook
from live.insight.forecast.start import LastBar, Start, start_of
from live.polling import hours
from live.polling.hours import Hours, TradingSession
from live.quotes import Basis, Quote, State

# Wednesday's bar is the last, and it is Thursday.
BAR = LastBar(date(2026, 11, 18), Decimal(100))
THURSDAY = date(2026, 11, 19)
NOON = datetime(2026, 11, 19, 17, 45, tzinfo=UTC)  # half of the session is over
CLOSE = datetime(2026, 11, 19, 21, tzinfo=UTC)


def quote(price: int = 102, day: date = THURSDAY, as_of: datetime = NOON, **values: Any) -> Quote:
    values = {"previous_close": Decimal(99), "fetched_at": as_of, **values}
    return Quote(
        "AAPL", "simulated", Basis.REALTIME, State.FRESH, Decimal(price), trading_day=day, as_of=as_of, **values
    )


def start(known: Quote | None, now: datetime, bar: LastBar = BAR) -> Start:
    return start_of(known, bar, hours.new_york(now), now)


def test_while_the_session_runs_it_starts_from_its_price_with_what_is_left_of_it() -> None:
    found = start(quote(), NOON)
    assert (found.last_close, found.price, found.left) == (Decimal(99), Decimal(102), 0.5)
    assert found.as_of == NOON
    assert found.days == (THURSDAY, date(2026, 11, 25), date(2026, 12, 17))


def test_without_a_previous_close_the_last_bar_has_it() -> None:
    assert start(quote(previous_close=None), NOON).last_close == Decimal(100)


def test_a_delayed_price_is_judged_by_when_it_was_made() -> None:
    late = CLOSE - timedelta(minutes=15)
    found = start(quote(as_of=late), CLOSE + timedelta(minutes=1))
    assert found.days[0] == THURSDAY
    assert found.left == pytest.approx(15 / 390)


def test_the_day_before_holds_until_the_session_has_a_price() -> None:
    yesterday = quote(100, BAR.day, datetime(2026, 11, 18, 21, tzinfo=UTC))
    for now in (NOON - timedelta(hours=8), NOON):  # before it opens; or all day long, where only closes are told
        found = start(yesterday, now)
        assert (found.last_close, found.price, found.left, found.days[0]) == (Decimal(100), None, 1.0, THURSDAY)


def test_after_the_close_it_is_for_the_next_day_from_that_close() -> None:
    found = start(quote(103, as_of=CLOSE), CLOSE + timedelta(hours=4))
    assert (found.last_close, found.price, found.left) == (Decimal(103), None, 1.0)
    assert found.days[0] == date(2026, 11, 20)


def test_without_a_quote_the_last_bar_is_the_price_and_its_close_the_time() -> None:
    for known in (None, Quote("AAPL", "simulated", Basis.REALTIME), quote(90, date(2026, 11, 17), NOON)):
        found = start(known, NOON - timedelta(hours=8))
        assert (found.last_close, found.days[0]) == (Decimal(100), THURSDAY)
        assert found.as_of == datetime(2026, 11, 18, 21, tzinfo=UTC)


def test_the_days_ahead_pass_over_weekends_and_known_holidays() -> None:
    friday = quote(103, date(2026, 11, 20), datetime(2026, 11, 20, 21, tzinfo=UTC))
    found = start(friday, datetime(2026, 11, 21, 12, tzinfo=UTC))
    # Thanksgiving rests on 26 November; 20 December is a Sunday.
    assert found.days == (date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 21))


def test_a_close_that_does_not_come_is_not_passed_over() -> None:
    with pytest.raises(NoOutlook, match=r"The close of 19 Nov is not known yet\."):
        start(quote(), CLOSE + timedelta(hours=3))
    with pytest.raises(NoOutlook, match=r"The close of 19 Nov is not known yet\."):
        start(None, datetime(2026, 11, 20, 12, tzinfo=UTC))


def test_what_is_not_traded_any_more_has_no_forecast() -> None:
    with pytest.raises(NoOutlook, match=r"No price since 18 Nov 2026\."):
        start(None, datetime(2026, 12, 5, tzinfo=UTC))


def test_in_a_market_that_never_closes_each_day_runs_from_midnight_to_midnight() -> None:
    now = datetime(2026, 11, 21, 17, tzinfo=UTC)  # noon on a Saturday
    found = start_of(quote(day=date(2026, 11, 21), as_of=now), LastBar(date(2026, 11, 20), Decimal(100)),
                     hours.always(now), now)  # fmt: skip
    assert (found.price, found.left) == (Decimal(102), 0.5)
    assert found.days == (date(2026, 11, 21), date(2026, 11, 25), date(2026, 12, 10))


@pytest.mark.parametrize(
    ("hour", "left"), [(1.0, 4 / 5), (2.5, 0.5), (3.0, 0.5), (3.5, 0.5), (4.5, 0.3)], ids=lambda value: str(value)
)
def test_a_rest_at_noon_is_no_trading_time(hour: float, left: float) -> None:
    opens = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
    session = TradingSession(
        THURSDAY, opens, opens, opens + timedelta(hours=6), opens + timedelta(hours=6),
        pause=(opens + timedelta(hours=2.5), opens + timedelta(hours=3.5)),
    )  # fmt: skip
    now = opens + timedelta(hours=hour)
    found = start_of(quote(as_of=now), BAR, Hours(hours.NEW_YORK, (session,)), now)
    assert found.left == pytest.approx(left)
