"""What symbols cost in each minute of the last days, sampled from the product's own polls. It asks nobody for anything.

The worker takes a sample of the quotes it has about twice a minute. Where many symbols trade for long, a minute becomes
several, so that the rows of a week stay under MOST.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from live.models import PricePoint
from live.polling.hours import Hours
from live.quotes import Quote, Session, State

CHUNK = 500
# Five sessions and a weekend.
KEPT = timedelta(days=7)
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
    """The points that these quotes make, of those that are prices of regular trading and within their time. Pure."""
    found = []
    for quote in quotes:
        moves = quote.seen_at(now).state is State.FRESH and quote.session is Session.REGULAR
        if moves and quote.as_of is not None and quote.price is not None:
            seconds = quote.as_of.timestamp() // apart.total_seconds() * apart.total_seconds()
            at = datetime.fromtimestamp(seconds, quote.as_of.tzinfo)
            found.append((quote.symbol, Point(at, quote.price, quote.volume)))
    return found


def keep(source: str, found: Sequence[tuple[str, Point]]) -> None:
    """Write the points; the last of a minute is what stays of it."""
    rows = [
        PricePoint(source=source, symbol=symbol, at=point.at, price=point.price, volume=point.volume)
        for symbol, point in found
    ]
    for start in range(0, len(rows), CHUNK):
        PricePoint.objects.bulk_create(
            rows[start : start + CHUNK],
            update_conflicts=True,
            unique_fields=["source", "symbol", "at"],
            update_fields=["price", "volume"],
        )


def read(source: str, symbol: str, since: datetime, until: datetime) -> list[Point]:
    """The points from one moment up to another, oldest first."""
    rows = PricePoint.objects.filter(source=source, symbol=symbol, at__gte=since, at__lt=until)
    return [Point(*row) for row in rows.values_list("at", "price", "volume")]


def newest(source: str, symbol: str) -> datetime | None:
    """When the last point was."""
    last = PricePoint.objects.filter(source=source, symbol=symbol).order_by("at").last()
    return last.at if last else None


def forget(now: datetime, most: int = MOST) -> None:
    """Delete what is older than KEPT, and the oldest of what is more than so many rows."""
    PricePoint.objects.filter(at__lt=now - KEPT).delete()
    oldest = PricePoint.objects.order_by("-at").values_list("at", flat=True)[most : most + 1]
    for at in oldest:
        PricePoint.objects.filter(at__lte=at).delete()
