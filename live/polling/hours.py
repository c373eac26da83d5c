"""When an exchange trades. Pure: sessions are values, times are aware and UTC.

The rule and the holidays of New York ship with the product. A simulated market that never closes is a calendar
too: each day in New York is a session, from midnight to midnight.

Holidays and early closes: https://www.nyse.com/markets/hours-calendars
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from live.quotes import Session

NEW_YORK = ZoneInfo("America/New_York")

# How far the sessions of a calendar reach to both sides of the day that it was made for. The longest closure
# of New York since 1945 was six days.
REACH = timedelta(days=12)

NEW_YORK_HOLIDAYS: Mapping[date, str] = {
    date(2026, 1, 1): "New Year's Day",
    date(2026, 1, 19): "Martin Luther King Jr. Day",
    date(2026, 2, 16): "Presidents' Day",
    date(2026, 4, 3): "Good Friday",
    date(2026, 5, 25): "Memorial Day",
    date(2026, 6, 19): "Juneteenth",
    date(2026, 7, 3): "Independence Day",
    date(2026, 9, 7): "Labor Day",
    date(2026, 11, 26): "Thanksgiving Day",
    date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "New Year's Day",
    date(2027, 1, 18): "Martin Luther King Jr. Day",
    date(2027, 2, 15): "Presidents' Day",
    date(2027, 3, 26): "Good Friday",
    date(2027, 5, 31): "Memorial Day",
    date(2027, 6, 18): "Juneteenth",
    date(2027, 7, 5): "Independence Day",
    date(2027, 9, 6): "Labor Day",
    date(2027, 11, 25): "Thanksgiving Day",
    date(2027, 12, 24): "Christmas Day",
    date(2028, 1, 17): "Martin Luther King Jr. Day",
    date(2028, 2, 21): "Presidents' Day",
    date(2028, 4, 14): "Good Friday",
    date(2028, 5, 29): "Memorial Day",
    date(2028, 6, 19): "Juneteenth",
    date(2028, 7, 4): "Independence Day",
    date(2028, 9, 4): "Labor Day",
    date(2028, 11, 23): "Thanksgiving Day",
    date(2028, 12, 25): "Christmas Day",
}
NEW_YORK_EARLY_CLOSES = frozenset(
    {date(2026, 11, 27), date(2026, 12, 24), date(2027, 11, 26), date(2028, 7, 3), date(2028, 11, 24)}
)


@dataclass(frozen=True, slots=True)
class TradingSession:
    """One trading day: pre-market from `pre`, regular from `opens` to `closes`, post-market until `post`."""

    day: date
    pre: datetime
    opens: datetime
    closes: datetime
    post: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """An exchange's sessions in order of time, and the names of the days on which it rests."""

    zone: ZoneInfo
    sessions: Sequence[TradingSession]
    holidays: Mapping[date, str] = field(default_factory=dict)

    def session_at(self, now: datetime) -> Session:
        for session in self.sessions:
            if session.opens <= now < session.closes:
                return Session.REGULAR
            if session.pre <= now < session.opens:
                return Session.PRE
            if session.closes <= now < session.post:
                return Session.POST
        return Session.CLOSED

    def next_change(self, now: datetime) -> datetime | None:
        """When `session_at` next gives another answer; None when it does not before the known sessions end."""
        here, end = self.session_at(now), self.sessions[-1].post
        moments = {m for s in self.sessions for m in (s.pre, s.opens, s.closes, s.post) if now < m < end}
        return next((moment for moment in sorted(moments) if self.session_at(moment) is not here), None)

    def last_closed(self, now: datetime) -> TradingSession | None:
        """The latest session whose regular hours are over."""
        return max((s for s in self.sessions if s.closes <= now), key=lambda s: s.closes, default=None)

    def next_to_close(self, now: datetime) -> TradingSession | None:
        """The session that trades now, or the next one that will."""
        return min((s for s in self.sessions if s.closes > now), key=lambda s: s.closes, default=None)

    def holiday_at(self, now: datetime) -> str | None:
        return self.holidays.get(now.astimezone(self.zone).date())

    def local_day(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()


def new_york(now: datetime) -> Hours:
    """New York's sessions around `now`: 9:30 to 16:00, or 13:00 on an early close, with 4:00 and 20:00 about them."""
    sessions = [
        _session(day, time(4), time(9, 30), time(13) if day in NEW_YORK_EARLY_CLOSES else time(16), time(20))
        for day in _days(now)
        if day.weekday() < 5 and day not in NEW_YORK_HOLIDAYS
    ]
    return Hours(NEW_YORK, tuple(sessions), NEW_YORK_HOLIDAYS)


def always(now: datetime) -> Hours:
    """The sessions of a market that never closes, as the simulator's."""
    sessions = []
    for day in _days(now):
        opens, closes = _utc(day, time(0)), _utc(day + timedelta(days=1), time(0))
        sessions.append(TradingSession(day, opens, opens, closes, closes))
    return Hours(NEW_YORK, tuple(sessions))


def _days(now: datetime) -> list[date]:
    first = (now - REACH).astimezone(NEW_YORK).date()
    return [first + timedelta(days=n) for n in range(2 * REACH.days + 1)]


def _session(day: date, pre: time, opens: time, closes: time, post: time) -> TradingSession:
    return TradingSession(day, _utc(day, pre), _utc(day, opens), _utc(day, closes), _utc(day, post))


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, NEW_YORK).astimezone(UTC)
