"""Hours made of what the calendars tell: each exchange on its own clocks, with its own holidays and half days."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.polling.calendar_days import CalendarDay, around
from live.polling.calendars import days, plain
from live.polling.exchanges import EXCHANGES
from live.polling.hours import Hours, TradingSession, new_york
from live.quotes import Session

# exchange_calendars 4.13 uses what a later pandas will not have; both are pinned.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stored(code: str, now: datetime) -> Hours:
    """The hours around `now` from what the calendar tells, written and read as the database keeps it."""
    told = days(code, (now - timedelta(days=14)).date(), (now + timedelta(days=30)).date())
    kept = json.loads(json.dumps([day.as_wire() for day in told]))
    return around(EXCHANGES[code], {day.day: day for day in map(CalendarDay.from_wire, kept)}, now)


@pytest.mark.parametrize(
    ("code", "moment", "session", "opening", "holiday"),
    [
        # The clocks of Europe go back a week before New York's, and forward two weeks after.
        ("XLON", "2026-10-23 07:00", Session.REGULAR, "2026-10-26 08:00", None),
        ("XLON", "2026-10-28 07:30", Session.CLOSED, "2026-10-28 08:00", None),
        ("XNYS", "2026-10-28 13:30", Session.REGULAR, "2026-10-29 13:30", None),
        ("XNYS", "2026-11-02 13:30", Session.PRE, "2026-11-02 14:30", None),
        ("XLON", "2027-03-16 07:30", Session.CLOSED, "2027-03-16 08:00", None),
        ("XNYS", "2027-03-16 13:30", Session.REGULAR, "2027-03-17 13:30", None),
        ("XLON", "2026-12-24 12:29", Session.REGULAR, "2026-12-29 08:00", None),
        ("XLON", "2026-12-24 12:30", Session.CLOSED, "2026-12-29 08:00", None),
        ("XLON", "2026-12-28 10:00", Session.CLOSED, "2026-12-29 08:00", "Boxing Day"),
        ("XTSE", "2026-10-12 15:00", Session.CLOSED, "2026-10-13 13:30", "Canadian Thanksgiving"),
        ("XTSE", "2026-11-26 15:00", Session.REGULAR, "2026-11-27 14:30", None),
        ("XBOM", "2026-11-24 05:00", Session.CLOSED, "2026-11-25 03:45", "Holiday"),
        ("XBOM", "2026-11-25 09:59", Session.REGULAR, "2026-11-26 03:45", None),
        ("XHKG", "2026-11-20 04:30", Session.CLOSED, "2026-11-20 05:00", None),
        ("XHKG", "2026-11-20 05:00", Session.REGULAR, "2026-11-23 01:30", None),
        ("XHKG", "2026-12-24 04:30", Session.CLOSED, "2026-12-28 01:30", None),  # a half day has no afternoon
        ("XSHG", "2026-10-05 03:00", Session.CLOSED, "2026-10-08 01:30", "Holiday"),
        ("XNYS", "2026-11-26 15:00", Session.CLOSED, "2026-11-27 14:30", "Thanksgiving Day"),
        ("XNYS", "2026-11-27 18:00", Session.POST, "2026-11-30 14:30", None),
        ("XNYS", "2026-11-27 22:00", Session.CLOSED, "2026-11-30 14:30", None),
    ],
)
def test_an_exchange_trades_as_its_calendar_says(
    code: str, moment: str, session: Session, opening: str, holiday: str | None
) -> None:
    now = utc(moment)
    hours = stored(code, now)
    assert hours.session_at(now) is session
    assert hours.next_opening(now) == utc(opening)
    assert hours.holiday_at(now) == holiday


def test_new_york_by_its_calendar_is_new_york_by_the_shipped_table() -> None:
    now = utc("2026-11-26 15:00")
    assert stored("XNYS", now).sessions == new_york(now).sessions


def test_after_the_days_that_are_known_the_rule_goes_on() -> None:
    # Bombay's holidays are announced a year ahead: this calendar ends with 2026.
    now = utc("2026-12-30 05:00")
    assert days("XBOM", date(2026, 12, 20), date(2027, 1, 20))[-1].day == date(2026, 12, 31)
    bombay = stored("XBOM", now)
    assert [session.day for session in bombay.sessions if session.day.year == 2027] == [
        date(2027, 1, day) for day in (1, 4, 5, 6, 7, 8, 11)
    ]


def test_a_calendar_that_knows_none_of_the_days_is_no_calendar() -> None:
    with pytest.raises(ValueError, match="start"):
        days("XBOM", date(2027, 2, 1), date(2027, 3, 1))


def test_a_day_of_which_nothing_is_known_is_traded_by_the_rule() -> None:
    now = utc("2026-11-24 05:00")
    assert around(EXCHANGES["XBOM"], {}, now).session_at(now) is Session.REGULAR
    assert around(EXCHANGES["XNYS"], {}, now) == new_york(now)


def test_a_session_on_a_weekend_is_traded_and_a_closure_that_nobody_foresaw_is_not() -> None:
    sunday, monday = date(2026, 11, 8), date(2026, 11, 9)
    opens, closes = utc("2026-11-08 12:30"), utc("2026-11-08 13:30")
    known = {sunday: CalendarDay(sunday, TradingSession(sunday, opens, opens, closes, closes))}
    known[monday] = CalendarDay(monday, None, "Day of Mourning")
    bombay = around(EXCHANGES["XBOM"], known, opens)
    assert bombay.session_at(opens) is Session.REGULAR
    assert bombay.next_opening(opens) == utc("2026-11-10 03:45")
    assert bombay.holiday_at(utc("2026-11-09 06:00")) == "Day of Mourning"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Marine Day (2022 onwards)", "Marine Day"),
        ("Seollal (New Year's Day by the lunar) (-1 day)", "Seollal"),
        ("Weekend Boxing Day", "Boxing Day"),
        ("(2020)", "Holiday"),
    ],
)
def test_a_holiday_is_called_as_people_call_it(name: str, text: str) -> None:
    assert plain(name) == text


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(st.lists(moments, min_size=6, max_size=6, unique=True).map(sorted), st.booleans(), st.none() | st.text())
def test_a_day_is_read_as_it_was_written(at: list[datetime], rests: bool, holiday: str | None) -> None:
    day = at[0].date()
    session = TradingSession(day, at[0], at[1], at[4], at[5], (at[2], at[3]) if rests else None)
    for each in (CalendarDay(day, session, None), CalendarDay(day, None, holiday)):
        assert CalendarDay.from_wire(json.loads(json.dumps(each.as_wire()))) == each
