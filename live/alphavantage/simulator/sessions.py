"""The days on which the simulator's market trades.

Times are Unix seconds, days are the exchange's own in New York. `always`: each calendar day is a session from
midnight to midnight. `exchange`: weekdays from 09:30 to 16:00, pre-market from 04:00, post-market to 20:00.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")

_DAY = timedelta(days=1)
_MIDNIGHT = time()


class Hours(StrEnum):
    """When the simulated market trades."""

    ALWAYS = "always"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class TradingDay:
    """One session, with what is traded before and after it.

    `number` counts the days on which the market usually trades; a holiday leaves its number out.
    """

    day: date
    number: int
    starts: float  # of the pre-market; the same as `opens` where there is none
    opens: float
    closes: float
    ends: float  # of the post-market; the same as `closes` where there is none


class Calendar:
    """The sessions of a market. `holidays` and `early_closes` (at 13:00) are of the exchange's hours only."""

    def __init__(self, hours: Hours, holidays: Collection[date] = (), early_closes: Collection[date] = ()) -> None:
        self._holidays, self._early_closes = holidays, early_closes
        self.on: Callable[[date], TradingDay | None] = lru_cache(maxsize=16_384)(
            _whole_day if hours is Hours.ALWAYS else self._exchange_day
        )

    def before(self, session: TradingDay) -> TradingDay:
        return self._on_or_before(session.day - _DAY)

    def opened(self, moment: float) -> TradingDay:
        """The last session that had opened at `moment`."""
        session = self._on_or_before(new_york(moment).date())
        return session if session.opens <= moment else self.before(session)

    def closed(self, moment: float) -> TradingDay:
        """The last session that had closed at `moment`."""
        session = self.opened(moment)
        return session if session.closes <= moment else self.before(session)

    def started(self, moment: float) -> TradingDay:
        """The last session whose pre-market, if it has one, had begun at `moment`."""
        session = self._on_or_before(new_york(moment).date())
        return session if session.starts <= moment else self.before(session)

    def back_from(self, session: TradingDay) -> Iterator[TradingDay]:
        """`session` and those before it, newest first, without end."""
        while True:
            yield session
            session = self.before(session)

    def _exchange_day(self, day: date) -> TradingDay | None:
        weeks, weekday = divmod(day.toordinal() - 1, 7)  # the first of January of the year 1 is a Monday
        if weekday > 4 or day in self._holidays:
            return None
        closes = time(13) if day in self._early_closes else time(16)
        return TradingDay(
            day, weeks * 5 + weekday, _at(day, time(4)), _at(day, time(9, 30)), _at(day, closes), _at(day, time(20))
        )

    def _on_or_before(self, day: date) -> TradingDay:
        session = self.on(day)
        while session is None:
            day -= _DAY
            session = self.on(day)
        return session


def new_york(moment: float) -> datetime:
    """`moment` on New York's clocks."""
    return datetime.fromtimestamp(moment, UTC).astimezone(NEW_YORK)


def _at(day: date, clock: time) -> float:
    return datetime.combine(day, clock, NEW_YORK).timestamp()


def _whole_day(day: date) -> TradingDay:
    opens, closes = _at(day, _MIDNIGHT), _at(day + _DAY, _MIDNIGHT)
    return TradingDay(day, day.toordinal(), opens, opens, closes, closes)
