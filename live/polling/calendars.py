"""Asks exchange_calendars for the days of exchanges: `python -m live.polling.calendars FIRST LAST CODE…`.

Always a process of its own, and no module imports it: with pandas it takes 85 MB, which are given back when it ends.
It prints JSON, for each code its days in order. A code whose days cannot be had is missing, and stderr says why.

https://github.com/gerrymanoim/exchange_calendars
"""

import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, timedelta

import exchange_calendars
import pandas

from live.polling.calendar_days import CalendarDay
from live.polling.exchanges import NEW_YORK
from live.polling.hours import TradingSession, new_york_session


def days(code: str, first: date, last: date) -> list[CalendarDay]:
    """The exchange's days from `first` to `last`, or to the last one that its calendar knows.

    Some calendars know the holidays only of the years that were announced. Raises ValueError if it knows none of them.
    """
    try:
        calendar = exchange_calendars.get_calendar(code, start=first.isoformat(), end=last.isoformat())
    except ValueError:
        calendar = exchange_calendars.get_calendar(code, start=first.isoformat())
        bound = calendar.bound_max()
        last = min(last, bound.date()) if bound is not None else last
    sessions = {row.Index.date(): _session(code, row) for row in calendar.schedule.itertuples()}
    names = _names(calendar, first, last)
    return [_day(first + timedelta(days=n), sessions, names) for n in range((last - first).days + 1)]


def _day(day: date, sessions: dict[date, TradingSession], names: dict[date, str]) -> CalendarDay:
    if day in sessions:
        return CalendarDay(day, sessions[day])
    return CalendarDay(day, None, names.get(day, "Holiday") if day.weekday() < 5 else None)


def _session(code: str, row: "pandas.core.frame.Pandas") -> TradingSession:
    day = row.Index.date()
    opens, closes = (moment.to_pydatetime().astimezone(UTC) for moment in (row.open, row.close))
    if code == NEW_YORK:
        return new_york_session(day, opens, closes)
    if pandas.isna(row.break_start):
        return TradingSession(day, opens, opens, closes, closes)
    pause = (row.break_start.to_pydatetime().astimezone(UTC), row.break_end.to_pydatetime().astimezone(UTC))
    return TradingSession(day, opens, opens, closes, closes, pause)


def _names(calendar: exchange_calendars.ExchangeCalendar, first: date, last: date) -> dict[date, str]:
    if calendar.regular_holidays is None:
        return {}
    found = calendar.regular_holidays.holidays(first.isoformat(), last.isoformat(), return_name=True)
    return {moment.date(): plain(name) for moment, name in found.items()}


def plain(name: str) -> str:
    """A holiday's name without what only its rule needs: years it holds for, days it was moved by."""
    return re.sub(r"\s*\([^)]*\)", "", name).removeprefix("Weekend ").strip() or "Holiday"


def main(arguments: Sequence[str]) -> None:
    first, last, *codes = arguments
    found = {}
    for code in codes:
        try:
            told = days(code, date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            sys.stderr.write(f"{code}: {error}\n")
            continue
        found[code] = [day.as_wire() for day in told]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
