"""Price history in the database, keyed by source: bars as they were traded, and the past that is made of them.

A symbol has at most three years of daily bars and one weekly bar for each week since 1999.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from live.insight.closing import Closing
from live.insight.past import Past
from live.models import Bar, PastCloses
from live.providers.series import Bar as SeriesBar
from live.providers.series import Series

log = logging.getLogger(__name__)

# SQLite takes so many rows in one statement without holding its lock for long.
CHUNK = 500
# More weeks than there have been since 1999; of days, as many as are kept.
ALL = 2000
KEPT = timedelta(days=3 * 366)
# What a past of a year needs, and before it as much as tells a split from a crash.
RECENT_DAYS, RECENT_WEEKS = 350, 120
# What nobody watched for so long is forgotten.
UNWATCHED = timedelta(days=400)

VALUES = ["open", "high", "low", "close", "volume"]


def keep(source: str, interval: str, series: Series, last_closed: date | None = None) -> None:
    """Write the series' bars; those that are there already are corrected. `interval` is one of Bar's.

    Where the exchange's last whole session is given, what was not over is left out: the days after it, and its week.
    """
    keep_all(source, interval, [series], {series.symbol: last_closed})


def keep_all(source: str, interval: str, some: Sequence[Series], last_closed: Mapping[str, date | None]) -> None:
    """The same for many in one transaction: SQLite waits for the disk once for all of them. `last_closed` by symbol."""
    with transaction.atomic():
        rows = []
        for series in some:
            until = last_closed[series.symbol]
            over = [bar for bar in series.bars if until is None or _is_over(bar.day, interval, until)]
            rows += [_row(source, series.symbol, interval, bar) for bar in over]
        _write(rows, VALUES)
        for series in some:
            remember(source, series.symbol)


def close(source: str, closings: Sequence[Closing]) -> list[Closing]:
    """Add or correct the days' bars that quotes told; gives those that were written, which leave no day out."""
    latest = _latest(source, [told.symbol for told in closings])
    fitting = [told for told in closings if latest.get(told.symbol) in (told.after, told.bar.day)]
    rows = []
    for told in fitting:
        row = _row(source, told.symbol, Bar.DAILY, told.bar)
        row.previous_close = told.previous_close
        rows.append(row)
    _write(rows, [*VALUES, "previous_close"])
    for told in fitting:
        remember(source, told.symbol)
    return fitting


def read(source: str, symbol: str, interval: str, most: int = ALL) -> list[SeriesBar]:
    """The latest bars that are held, at most so many, oldest first, as they were traded."""
    rows = Bar.objects.filter(source=source, symbol=symbol, interval=interval).values_list("day", *VALUES)[:most]
    return [SeriesBar(*row) for row in rows][::-1]


def told(source: str, symbol: str) -> Mapping[date, Decimal]:
    """The previous closes that quotes told, by the day of the quote: what `splits.found` is glad of."""
    rows = Bar.objects.filter(source=source, symbol=symbol, interval=Bar.DAILY, previous_close__isnull=False)
    return {day: close for day, close in rows.values_list("day", "previous_close") if close is not None}


def remember(source: str, symbol: str) -> None:
    """Make the symbol's past anew from its bars."""
    daily, weekly = read(source, symbol, Bar.DAILY, RECENT_DAYS), read(source, symbol, Bar.WEEKLY, RECENT_WEEKS)
    body = Past.of(daily, weekly, told(source, symbol)).as_wire()
    PastCloses.objects.update_or_create(source=source, symbol=symbol, defaults={"body": body})


def past(source: str, symbols: Iterable[str]) -> dict[str, Past]:
    """What is remembered of these symbols, in one query; of one that cannot be read nothing is."""
    rows = PastCloses.objects.filter(source=source, symbol__in=list(symbols)).values_list("symbol", "body")
    known = {}
    for symbol, body in rows:
        try:
            known[symbol] = Past.from_wire(body)
        except (ArithmeticError, KeyError, TypeError, ValueError):
            log.exception("the closes of %s cannot be read", symbol)  # its next bars make them anew
    return known


def forget(now: datetime) -> None:
    """Delete the days that are too old, and everything of symbols that nobody has watched for long."""
    today = now.date()
    Bar.objects.filter(interval=Bar.DAILY, day__lt=today - KEPT).delete()
    newest = Bar.objects.order_by().values("source", "symbol").annotate(newest=Max("day"))
    for row in newest.filter(newest__lt=today - UNWATCHED):
        Bar.objects.filter(source=row["source"], symbol=row["symbol"]).delete()
        PastCloses.objects.filter(source=row["source"], symbol=row["symbol"]).delete()


def _is_over(day: date, interval: str, last_closed: date) -> bool:
    if interval == Bar.WEEKLY:
        return day.isocalendar()[:2] < last_closed.isocalendar()[:2]
    return day <= last_closed


def _latest(source: str, symbols: Iterable[str]) -> dict[str, date]:
    rows = Bar.objects.filter(source=source, symbol__in=list(symbols), interval=Bar.DAILY).order_by()
    return dict(rows.values("symbol").annotate(newest=Max("day")).values_list("symbol", "newest"))


def _row(source: str, symbol: str, interval: str, bar: SeriesBar) -> Bar:
    return Bar(
        source=source,
        symbol=symbol,
        interval=interval,
        day=bar.day,
        open=bar.open,
        high=bar.high,
        low=bar.low,
        close=bar.close,
        volume=bar.volume,
    )


def _write(rows: Sequence[Bar], values: Sequence[str]) -> None:
    for start in range(0, len(rows), CHUNK):
        Bar.objects.bulk_create(
            rows[start : start + CHUNK],
            update_conflicts=True,
            unique_fields=["source", "symbol", "interval", "day"],
            update_fields=values,
        )
