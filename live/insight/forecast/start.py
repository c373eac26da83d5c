"""What a forecast starts from: the last close, or the price of the session that runs, and the closes that it is for.

All is judged at the moment the price was made, not at the moment of looking: a price of noon says as much about the
close at four o'clock as it did at noon. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from live.insight.forecast.outlook import HORIZONS, NoOutlook
from live.polling.hours import Hours, TradingSession
from live.quotes import Quote

# So long after a close it must be known; until then the forecast for it stands. Closes of the day take their time.
CLOSE_COMES = timedelta(hours=2)
# A ticker whose last price is older than this is not traded; no holiday of an exchange lasts as long.
NOT_TRADED = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class LastBar:
    """The last day whose bar is known and over."""

    day: date
    close: Decimal


@dataclass(frozen=True, slots=True)
class Start:
    """`price` only while the first of `days` trades, with the part of it that is `left`, 0 to 1.

    `days` are the exchange's dates of the closes that the horizons are for, in their order; those beyond the known
    sessions are counted by the weekdays on which the exchange trades.
    """

    last_close: Decimal
    price: Decimal | None
    left: float
    as_of: datetime
    days: tuple[date, ...]


def start_of(quote: Quote | None, bar: LastBar, hours: Hours, now: datetime) -> Start:
    """Where a forecast made from the bars up to `bar` starts at `now`. Raises NoOutlook when it cannot."""
    day, price, as_of = _newest(quote, bar, hours)
    session = hours.next_to_close(as_of)
    if now - as_of > NOT_TRADED or session is None:
        raise NoOutlook(f"No price since {day.day} {day:%b %Y}.")
    if now > session.closes + CLOSE_COMES:
        raise NoOutlook(f"The close of {session.day.day} {session.day:%b} is not known yet.")
    days = tuple(_days(session, hours, HORIZONS))
    if quote is not None and session.opens <= as_of and day == session.day:
        return Start(quote.previous_close or bar.close, price, _left(session, as_of), as_of, days)
    return Start(price, None, 1.0, as_of, days)


def _newest(quote: Quote | None, bar: LastBar, hours: Hours) -> tuple[date, Decimal, datetime]:
    """The day, the price and the moment of what was traded last."""
    if quote is not None and quote.price is not None and quote.trading_day is not None:
        as_of = quote.as_of or quote.fetched_at
        if as_of is not None and quote.trading_day >= bar.day:
            return quote.trading_day, quote.price, as_of
    closed = next((session.closes for session in hours.sessions if session.day == bar.day), None)
    return bar.day, bar.close, closed or datetime.combine(bar.day, time(16), hours.zone).astimezone(UTC)


def _left(session: TradingSession, at: datetime) -> float:
    """The part of the session's trading time that comes after `at`; a rest at noon is none."""
    pauses = session.pause or (session.closes, session.closes)
    whole = (session.closes - session.opens) - (pauses[1] - pauses[0])
    rest = max(timedelta(), pauses[1] - max(at, pauses[0]))
    return min(max((session.closes - at - rest) / whole, 0.0), 1.0)


def _days(first: TradingSession, hours: Hours, horizons: Sequence[int]) -> list[date]:
    known = [session.day for session in hours.sessions if session.day >= first.day]
    weekdays = {session.day.weekday() for session in hours.sessions}
    while len(known) < max(horizons):
        following = known[-1] + timedelta(days=1)
        while following.weekday() not in weekdays:
            following += timedelta(days=1)
        known.append(following)
    return [known[ahead - 1] for ahead in horizons]
