"""An exchange's hours around a moment, from the days that its calendar told and its rule for the others. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from live.polling.exchanges import NEW_YORK, Exchange
from live.polling.hours import Hours, TradingSession, days_around, new_york, utc
from live.quotes import iso


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What a calendar says of one day: its session, or that there is none, and why if it is a holiday."""

    day: date
    session: TradingSession | None = None
    holiday: str | None = None

    def as_wire(self) -> dict[str, Any]:
        """The day as JSON values, times in UTC; a day without a session has none."""
        wire: dict[str, Any] = {"day": self.day.isoformat(), "holiday": self.holiday}
        if self.session is not None:
            wire |= {name: iso(getattr(self.session, name)) for name in ("pre", "opens", "closes", "post")}
            wire["pause"] = [iso(moment) for moment in self.session.pause or ()]
        return wire

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Self:
        """The day that `as_wire` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        day = date.fromisoformat(wire["day"])
        if "opens" not in wire:
            return cls(day, None, wire["holiday"])
        pre, opens, closes, post = (datetime.fromisoformat(wire[name]) for name in ("pre", "opens", "closes", "post"))
        pause = [datetime.fromisoformat(text) for text in wire["pause"]]
        session = TradingSession(day, pre, opens, closes, post, (pause[0], pause[1]) if pause else None)
        return cls(day, session, wire["holiday"])


def by_rule(exchange: Exchange, now: datetime) -> Hours:
    """The exchange's sessions around `now` as far as they are known without its calendar: New York's with its
    holidays, any other's each day from Monday to Friday."""
    if exchange.code == NEW_YORK:
        return new_york(now)
    weekdays = [day for day in days_around(now, exchange.zone) if day.weekday() < 5]
    return Hours(exchange.zone, tuple(_regular(exchange, day) for day in weekdays), {}, exchange.name)


def around(exchange: Exchange, known: Mapping[date, CalendarDay], now: datetime) -> Hours:
    """The exchange's sessions around `now`: a day that the calendar told is as told, every other one by the rule."""
    rule = by_rule(exchange, now)
    told_of = [known[day] for day in days_around(now, exchange.zone) if day in known]
    sessions = [session for session in rule.sessions if session.day not in known]
    sessions += [told.session for told in told_of if told.session is not None]
    holidays = {told.day: told.holiday for told in told_of if told.holiday}
    # A holiday is called by the shipped name where there is one.
    named = {day: name for day, name in rule.holidays.items() if day not in known or known[day].session is None}
    in_order = tuple(sorted(sessions, key=lambda session: session.day))
    return Hours(exchange.zone, in_order, holidays | named, exchange.name)


def _regular(exchange: Exchange, day: date) -> TradingSession:
    opens, closes = utc(day, exchange.opens, exchange.zone), utc(day, exchange.closes, exchange.zone)
    pause = exchange.pause
    rest = (utc(day, pause[0], exchange.zone), utc(day, pause[1], exchange.zone)) if pause else None
    return TradingSession(day, opens, opens, closes, closes, rest)
