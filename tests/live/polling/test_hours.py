"""New York's hours, and those of a market that never closes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.polling import hours
from live.quotes import Session


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "session"),
    [
        ("2026-11-20 08:59", Session.CLOSED),  # a Friday in winter: New York is five hours behind
        ("2026-11-20 09:00", Session.PRE),
        ("2026-11-20 14:29", Session.PRE),
        ("2026-11-20 14:30", Session.REGULAR),
        ("2026-11-20 20:59", Session.REGULAR),
        ("2026-11-20 21:00", Session.POST),
        ("2026-11-21 01:00", Session.CLOSED),
        ("2026-11-21 15:00", Session.CLOSED),  # Saturday
        ("2026-11-26 15:00", Session.CLOSED),  # Thanksgiving
        ("2026-11-27 17:59", Session.REGULAR),
        ("2026-11-27 18:00", Session.POST),  # the day after closes at 13:00
        ("2026-07-14 13:30", Session.REGULAR),  # summer: four hours behind
    ],
)
def test_new_york_trades_by_its_rule_and_its_exceptions(moment: str, session: Session) -> None:
    now = utc(moment)
    assert hours.new_york(now).session_at(now) is session


def test_after_a_weekend_the_last_close_is_fridays() -> None:
    now = utc("2026-11-22 12:00")
    last = hours.new_york(now).last_closed(now)
    assert last is not None
    assert (last.day.isoformat(), last.closes) == ("2026-11-20", utc("2026-11-20 21:00"))


def test_on_a_holiday_the_next_to_close_is_the_day_after_at_its_early_hour() -> None:
    now = utc("2026-11-26 15:00")
    new_york = hours.new_york(now)
    following = new_york.next_to_close(now)
    assert following is not None
    assert following.closes == utc("2026-11-27 18:00")
    assert new_york.holiday_at(now) == "Thanksgiving Day"


def test_the_next_change_over_a_weekend_is_mondays_pre_market() -> None:
    now = utc("2026-11-21 12:00")
    assert hours.new_york(now).next_change(now) == utc("2026-11-23 09:00")


@given(st.datetimes(datetime(2026, 1, 5), datetime(2028, 12, 20), timezones=st.just(UTC)))
def test_a_market_that_never_closes_is_always_in_its_regular_session(now: datetime) -> None:
    market = hours.always(now)
    assert market.session_at(now) is Session.REGULAR
    last, following = market.last_closed(now), market.next_to_close(now)
    assert last is not None
    assert following is not None
    assert last.closes <= now < following.closes
    assert last.closes == following.opens
    assert market.next_change(now) is None


@given(st.datetimes(datetime(2026, 1, 5), datetime(2028, 12, 20), timezones=st.just(UTC)))
def test_the_last_close_is_at_most_a_long_weekend_ago_and_the_next_change_is_ahead(now: datetime) -> None:
    new_york = hours.new_york(now)
    last, change = new_york.last_closed(now), new_york.next_change(now)
    assert last is not None
    assert timedelta(0) <= now - last.closes <= timedelta(days=4, hours=1)
    assert change is not None
    assert change > now
    assert new_york.session_at(change) is not new_york.session_at(now)
