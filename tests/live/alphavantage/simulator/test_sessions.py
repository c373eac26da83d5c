"""When the simulated market trades."""

from datetime import UTC, date, datetime

import pytest

from live.alphavantage.simulator.sessions import Calendar, Hours
from live.polling import hours
from live.quotes import Session

HOLIDAY, EARLY_CLOSE = date(2026, 11, 26), date(2026, 11, 27)

ALWAYS = Calendar(Hours.ALWAYS)
EXCHANGE = Calendar(Hours.EXCHANGE, {HOLIDAY}, {EARLY_CLOSE})


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("calendar", "moment", "opened", "closed", "started"),
    [
        # New York is at UTC-5 in November.
        (ALWAYS, "2026-11-21T04:59:59", 20, 19, 20),
        (ALWAYS, "2026-11-21T05:00:00", 21, 20, 21),
        (EXCHANGE, "2026-11-20T08:59:59", 19, 19, 19),
        (EXCHANGE, "2026-11-20T09:00:00", 19, 19, 20),
        (EXCHANGE, "2026-11-20T14:30:00", 20, 19, 20),
        (EXCHANGE, "2026-11-20T21:00:00", 20, 20, 20),
        (EXCHANGE, "2026-11-22T17:00:00", 20, 20, 20),
        (EXCHANGE, "2026-11-26T17:00:00", 25, 25, 25),
        (EXCHANGE, "2026-11-27T17:59:59", 27, 25, 27),
        (EXCHANGE, "2026-11-27T18:00:00", 27, 27, 27),
    ],
)
def test_the_session_of_a_moment(calendar: Calendar, moment: str, opened: int, closed: int, started: int) -> None:
    found = [call(at(moment)).day.day for call in (calendar.opened, calendar.closed, calendar.started)]
    assert found == [opened, closed, started]


def test_a_day_of_changing_clocks_is_a_whole_session() -> None:
    longer, shorter = ALWAYS.on(date(2026, 11, 1)), ALWAYS.on(date(2026, 3, 8))
    assert longer is not None
    assert shorter is not None
    assert longer.closes - longer.opens == 25 * 3600
    assert shorter.closes - shorter.opens == 23 * 3600


@pytest.mark.parametrize("day", range(1, 31))
def test_simulator_and_planner_agree_on_the_exchange(day: int) -> None:
    calendar = Calendar(Hours.EXCHANGE, hours.NEW_YORK_HOLIDAYS, hours.NEW_YORK_EARLY_CLOSES)
    for hour in range(24):
        now = datetime(2026, 11, day, hour, 30, tzinfo=UTC)
        known = hours.new_york(now)
        session = calendar.opened(now.timestamp())
        trades = session.opens <= now.timestamp() < session.closes
        assert trades == (known.session_at(now) is Session.REGULAR)
        last = known.last_closed(now)
        assert last is not None
        assert calendar.closed(now.timestamp()).day == last.day
