"""What symbols cost in each minute of the last days, in the database: sampled from the product's own polls.

The worker takes a sample of the quotes it has about twice a minute. Where many symbols trade for long, a minute becomes
several (`minutes.step`), so that the rows of a week stay under `minutes.MOST`.
"""

from collections.abc import Sequence
from datetime import datetime

from live.insight.minutes import KEPT, MOST, Point
from live.models import PricePoint

CHUNK = 500


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
