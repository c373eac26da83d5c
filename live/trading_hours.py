"""The hours of exchanges as this process knows them: from the stored calendars, read again every few minutes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings

from live.models import ExchangeCalendar
from live.polling import hours
from live.polling.calendar_days import CalendarDay, around
from live.polling.exchanges import EXCHANGES, NEW_YORK
from live.polling.hours import Hours

# Calendars change once a day, and a new exchange is traded by its rule until it is read.
READ_EVERY = timedelta(minutes=10)


class TradingHours:
    """What this process has read of the calendars. `read` needs the database, `of` does not."""

    def __init__(self) -> None:
        self._known: Mapping[str, Mapping[date, CalendarDay]] = {}
        self._read_at: datetime | None = None
        self._made: dict[tuple[str, datetime], Hours] = {}

    def read(self, now: datetime) -> None:
        """Read the stored calendars unless that was done lately, by the clock that `now` is told by."""
        if self._read_at is not None and self._read_at <= now < self._read_at + READ_EVERY:
            return
        stored = ExchangeCalendar.objects.values_list("exchange", "days")
        self._known = {code: {day.day: day for day in map(CalendarDay.from_wire, days)} for code, days in stored}
        self._made, self._read_at = {}, now

    def of(self, code: str, now: datetime) -> Hours:
        """The sessions around `now` of the exchange with this code, or of a simulated market that never closes."""
        key = code, now.replace(minute=0, second=0, microsecond=0)
        made = self._made
        if key not in made:
            made[key] = self._make(*key)
        return made[key]

    def _make(self, code: str, now: datetime) -> Hours:
        if always_open():
            return hours.always(now)
        exchange = EXCHANGES.get(code, EXCHANGES[NEW_YORK])
        return around(exchange, self._known.get(exchange.code, {}), now)


def always_open() -> bool:
    """Whether the market is the simulator's own, which never closes."""
    return bool(settings.PLAN.simulated and settings.SIMULATOR_HOURS == "always")


_here = TradingHours()


def read(now: datetime) -> None:
    """Bring this process's calendars up to date."""
    _here.read(now)


def of(code: str, now: datetime) -> Hours:
    """The hours of the exchange with this code, as this process last read them."""
    return _here.of(code, now)
