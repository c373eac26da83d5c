"""The bars that the chart shows: of a day by five minutes, of a month and a year by days, of all time by weeks. Pure.

Bars are oldest first and in the shares of today.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from live.insight.minutes import Point
from live.providers.series import Bar

# The ranges by their names, with what one bar of each spans.
SPANS = {"day": "minutes", "month": "days", "year": "days", "all": "weeks"}
MONTH, YEAR = timedelta(days=31), timedelta(days=366)
# Long enough for several polls of a ticker, short enough that a session has 78.
MINUTES = timedelta(minutes=5)


def lately(daily: Sequence[Bar], reach: timedelta) -> list[Bar]:
    """The days up to `reach` before the last."""
    return [bar for bar in daily if bar.day > daily[-1].day - reach]


def weeks(daily: Iterable[Bar]) -> list[Bar]:
    """One bar for each week, called by its last day."""
    return [_together(list(days)) for _, days in groupby(daily, key=lambda bar: bar.day.isocalendar()[:2])]


def everything(daily: Sequence[Bar], weekly: Sequence[Bar]) -> list[Bar]:
    """All weeks: the provider's own, and those after them by their days."""
    if not weekly:
        return weeks(daily)
    last = weekly[-1].day.isocalendar()[:2]
    return [*weekly, *weeks(bar for bar in daily if bar.day.isocalendar()[:2] > last)]


def of_days(bars: Iterable[Bar]) -> list[list[Any]]:
    """Rows of day, open, high, low, close and volume."""
    return [[b.day.isoformat(), float(b.open), float(b.high), float(b.low), float(b.close), b.volume] for b in bars]


def of_minutes(points: Iterable[Point]) -> list[list[Any]]:
    """The same of each five minutes that have a point, by their beginning in Unix seconds; what is not known of the
    volume is None. A gap between two has no rows."""
    rows: list[list[Any]] = []
    before: int | None = None
    for begin, group in groupby(points, key=lambda point: _begin(point.at)):
        held = list(group)
        prices = [float(point.price) for point in held]
        until = held[-1].volume
        traded = None if until is None or before is None else max(0, until - before)
        rows.append([begin, prices[0], max(prices), min(prices), prices[-1], traded])
        before = until
    return rows


def _begin(at: datetime) -> int:
    span = int(MINUTES.total_seconds())
    return int(at.timestamp()) // span * span


def _together(days: Sequence[Bar]) -> Bar:
    return Bar(
        days[-1].day,
        days[0].open,
        max(bar.high for bar in days),
        min(bar.low for bar in days),
        days[-1].close,
        sum(bar.volume for bar in days),
    )
