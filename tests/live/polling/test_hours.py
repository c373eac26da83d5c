"""New York's hours, those of a market that never closes, and of exchanges that rest at noon."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import exchange_calendars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.polling import hours
from live.polling.hours import Hours, TradingSession, utc
from live.quotes import Session

# exchange_calendars 4.13 uses what a later pandas will not have; both are pinned.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def at(text: str) -> datetime:
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
        ("2026-11-27 22:00", Session.CLOSED),  # and its post-market at 17:00
        ("2026-07-14 13:30", Session.REGULAR),  # summer: four hours behind
    ],
)
def test_new_york_trades_by_its_rule_and_its_exceptions(moment: str, session: Session) -> None:
    now = at(moment)
    assert hours.new_york(now).session_at(now) is session


def test_after_a_weekend_the_last_close_is_fridays() -> None:
    now = at("2026-11-22 12:00")
    last = hours.new_york(now).last_closed(now)
    assert last is not None
    assert (last.day.isoformat(), last.closes) == ("2026-11-20", at("2026-11-20 21:00"))


def test_on_a_holiday_the_next_to_close_is_the_day_after_at_its_early_hour() -> None:
    now = at("2026-11-26 15:00")
    new_york = hours.new_york(now)
    following = new_york.next_to_close(now)
    assert following is not None
    assert following.closes == at("2026-11-27 18:00")
    assert new_york.holiday_at(now) == "Thanksgiving Day"


def test_the_next_change_over_a_weekend_is_mondays_pre_market() -> None:
    now = at("2026-11-21 12:00")
    assert hours.new_york(now).next_change(now) == at("2026-11-23 09:00")


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-21 12:00", "2026-11-23 14:30"),  # over the weekend, whatever is traded before it opens
        ("2026-11-23 10:00", "2026-11-23 14:30"),  # pre-market
        ("2026-11-25 22:00", "2026-11-27 14:30"),  # the evening before Thanksgiving
    ],
)
def test_the_next_opening_is_of_regular_trading(moment: str, opening: str) -> None:
    now = at(moment)
    assert hours.new_york(now).next_opening(now) == at(opening)


def test_the_shipped_table_of_new_york_is_what_its_calendar_says() -> None:
    first, last = date(2026, 1, 1), date(2028, 12, 31)
    calendar = exchange_calendars.get_calendar("XNYS", start=first.isoformat(), end=last.isoformat())
    told = {row.Index.date(): (row.open, row.close) for row in calendar.schedule.itertuples()}
    day, ours = first, dict[date, tuple[datetime, datetime]]()
    while day <= last:
        noon = datetime.combine(day, time(17), UTC)
        ours |= {s.day: (s.opens, s.closes) for s in hours.new_york(noon).sessions if s.day == day}
        day += timedelta(days=1)
    assert ours == told


SHANGHAI = ZoneInfo("Asia/Shanghai")


def resting(day: date, begins: time = time(11, 30), ends: time = time(13)) -> TradingSession:
    opens, closes = utc(day, time(9, 30), SHANGHAI), utc(day, time(15), SHANGHAI)
    return TradingSession(day, opens, opens, closes, closes, (utc(day, begins, SHANGHAI), utc(day, ends, SHANGHAI)))


@pytest.mark.parametrize(
    ("moment", "session", "change", "opening", "stop"),
    [
        ("2026-11-20 01:29", Session.CLOSED, "2026-11-20 01:30", "2026-11-20 01:30", "2026-11-19 07:00"),
        ("2026-11-20 01:30", Session.REGULAR, "2026-11-20 03:30", "2026-11-20 05:00", "2026-11-19 07:00"),
        ("2026-11-20 03:30", Session.CLOSED, "2026-11-20 05:00", "2026-11-20 05:00", "2026-11-20 03:30"),
        ("2026-11-20 04:59", Session.CLOSED, "2026-11-20 05:00", "2026-11-20 05:00", "2026-11-20 03:30"),
        ("2026-11-20 05:00", Session.REGULAR, "2026-11-20 07:00", "2026-11-23 01:30", "2026-11-20 03:30"),
        ("2026-11-20 07:00", Session.CLOSED, "2026-11-23 01:30", "2026-11-23 01:30", "2026-11-20 07:00"),
    ],
)
def test_an_exchange_that_rests_at_noon_is_closed_then(
    moment: str, session: Session, change: str, opening: str, stop: str
) -> None:
    days = [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)]
    shanghai, now = Hours(SHANGHAI, [resting(day) for day in days]), at(moment)
    assert shanghai.session_at(now) is session
    assert shanghai.next_change(now) == at(change)
    assert shanghai.next_opening(now) == at(opening)
    assert shanghai.last_stop(now) == at(stop)
    assert shanghai.resting(now) == (at("2026-11-20 03:30") <= now < at("2026-11-20 05:00"))


def test_an_exchange_of_which_nothing_is_known_is_closed() -> None:
    nothing, now = Hours(SHANGHAI, ()), at("2026-11-20 03:30")
    assert nothing.session_at(now) is Session.CLOSED
    assert nothing.next_change(now) is nothing.next_opening(now) is nothing.last_stop(now) is None


@given(
    st.lists(st.integers(1, 329), min_size=2, max_size=2, unique=True).map(sorted),
    st.integers(0, 4 * 24 * 60),
)
def test_whatever_the_rest_at_noon_each_change_is_ahead_and_trading_ends_before_it_begins_again(
    rest: list[int], minutes: int
) -> None:
    midnight = datetime.combine(date(2026, 11, 16), time(9, 30))
    begins, ends = ((midnight + timedelta(minutes=n)).time() for n in rest)
    hours_ = Hours(SHANGHAI, [resting(date(2026, 11, 16) + timedelta(days=n), begins, ends) for n in range(6)])
    now = at("2026-11-16 00:00") + timedelta(minutes=minutes)
    here, change, opening = hours_.session_at(now), hours_.next_change(now), hours_.next_opening(now)
    assert change is not None
    assert opening is not None
    assert now < change <= opening
    assert hours_.session_at(change) is not here
    assert hours_.session_at(opening) is Session.REGULAR
    assert hours_.session_at(change - timedelta(microseconds=1)) is here
    if here is Session.CLOSED:
        assert change == opening


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
