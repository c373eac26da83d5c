"""What a symbol cost in a minute, from the quotes that polls brought. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from live.polling.hours import Hours
from live.quotes import Quote, Session, State

# Five sessions and a weekend.
KEPT = timedelta(days=7)
# So many rows are kept of all symbols together.
MOST = 600_000

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Point:
    """A price at the beginning of a minute (UTC); `volume` is the day's until then."""

    at: datetime
    price: Decimal
    volume: int | None


def step(symbols: int, hours: Hours, now: datetime) -> timedelta:
    """How far apart the points of each of so many symbols are, for an exchange with these hours: whole minutes."""
    spans = (session.closes - session.opens for session in hours.sessions if now - KEPT < session.closes <= now)
    minutes = int(sum(spans, timedelta()) / MINUTE)
    return MINUTE * max(1, -(-symbols * minutes // MOST))


def points(quotes: Iterable[Quote], apart: timedelta, now: datetime) -> list[tuple[str, Point]]:
    """The points that these quotes make, of those that are prices of regular trading and within their time."""
    found = []
    for quote in quotes:
        moves = quote.seen_at(now).state is State.FRESH and quote.session is Session.REGULAR
        if moves and quote.as_of is not None and quote.price is not None:
            seconds = quote.as_of.timestamp() // apart.total_seconds() * apart.total_seconds()
            at = datetime.fromtimestamp(seconds, quote.as_of.tzinfo)
            found.append((quote.symbol, Point(at, quote.price, quote.volume)))
    return found
