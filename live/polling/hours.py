"""When an exchange trades. Pure: sessions are values, times are aware and UTC.

The rule and the holidays of New York ship with the product. A simulated market that never closes is a calendar
too: each day in New York is a session, from midnight to midnight.

Holidays and early closes, after which the post-market is shorter too: https://www.nyse.com/markets/hours-calendars
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
    """One trading day: pre-market from `pre`, regular from `opens` to `closes`, post-market until `post`.

    Where an exchange rests at noon, nothing trades from the beginning of `pause` until its end.
    """

    day: date
    pre: datetime
    opens: datetime
    closes: datetime
    post: datetime
    pause: tuple[datetime, datetime] | None = None

    def at(self, now: datetime) -> Session:
        """The part of this day that `now` is in."""
        if not self.pre <= now < self.post:
            return Session.CLOSED
        if now < self.opens:
            return Session.PRE
        if now >= self.closes:
            return Session.POST
        return Session.CLOSED if self.pause and self.pause[0] <= now < self.pause[1] else Session.REGULAR

    @property
    def changes(self) -> tuple[datetime, ...]:
        """The moments at which it passes from one part to another."""
        return (self.pre, self.opens, *(self.pause or ()), self.closes, self.post)


@dataclass(frozen=True, slots=True)
class Hours:
    """An exchange's sessions in order of time, the names of the days on which it rests, and what people call it."""

    zone: ZoneInfo
    sessions: Sequence[TradingSession]
    holidays: Mapping[date, str] = field(default_factory=dict)
    name: str = ""

    def session_at(self, now: datetime) -> Session:
        return next((session.at(now) for session in self.sessions if session.pre <= now < session.post), Session.CLOSED)

    def next_change(self, now: datetime) -> datetime | None:
        """When `session_at` next gives another answer; None when it does not before the known sessions end."""
        if not self.sessions:
            return None
        here, end = self.session_at(now), self.sessions[-1].post
        moments = {moment for session in self.sessions for moment in session.changes if now < moment < end}
        return next((moment for moment in sorted(moments) if self.session_at(moment) is not here), None)

    def next_opening(self, now: datetime) -> datetime | None:
        """When regular trading next begins, or goes on after a rest at noon; None beyond the known sessions."""
        beginnings = (m for s in self.sessions for m in (s.opens, *(s.pause or ())[1:]) if m > now)
        return min(beginnings, default=None)

    def resting(self, now: datetime) -> bool:
        """Whether it is noon on an exchange that rests then: the last price is of this day, and no close."""
        return any(session.pause[0] <= now < session.pause[1] for session in self.sessions if session.pause)

    def last_stop(self, now: datetime) -> datetime | None:
        """When regular trading last ended, be it only for a rest at noon."""
        ends = (m for s in self.sessions for m in (*(s.pause or ())[:1], s.closes) if m <= now)
        return max(ends, default=None)

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
    """New York's sessions around `now`: 9:30 to 16:00, or 13:00 on an early close, with what is traded about them."""
    sessions = [
        new_york_session(
            day, utc(day, time(9, 30), NEW_YORK), utc(day, time(13 if day in NEW_YORK_EARLY_CLOSES else 16), NEW_YORK)
        )
        for day in days_around(now, NEW_YORK)
        if day.weekday() < 5 and day not in NEW_YORK_HOLIDAYS
    ]
    return Hours(NEW_YORK, tuple(sessions), NEW_YORK_HOLIDAYS, "New York")


def new_york_session(day: date, opens: datetime, closes: datetime) -> TradingSession:
    """A day in New York with its pre-market from 4:00, and its post-market to 20:00, or 17:00 on an early close."""
    post = time(17) if closes < utc(day, time(16), NEW_YORK) else time(20)
    return TradingSession(day, utc(day, time(4), NEW_YORK), opens, closes, utc(day, post, NEW_YORK))


def always(now: datetime) -> Hours:
    """The sessions of a market that never closes, as the simulator's."""
    sessions = []
    for day in days_around(now, NEW_YORK):
        opens, closes = utc(day, time(0), NEW_YORK), utc(day + timedelta(days=1), time(0), NEW_YORK)
        sessions.append(TradingSession(day, opens, opens, closes, closes))
    return Hours(NEW_YORK, tuple(sessions))


def days_around(now: datetime, zone: ZoneInfo) -> list[date]:
    """The days to both sides of `now` for which sessions are made."""
    first = (now - REACH).astimezone(zone).date()
    return [first + timedelta(days=n) for n in range(2 * REACH.days + 1)]


def utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment at which clocks in `zone` show `at` on that day."""
    return datetime.combine(day, at, zone).astimezone(UTC)
