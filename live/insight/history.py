"""Price history in the database: the provider's daily and weekly bars, keyed by source."""

from live.alphavantage.series import Bar as SeriesBar
from live.alphavantage.series import Series
from live.models import Bar

# SQLite takes so many rows in one statement without holding its lock for long.
CHUNK = 500


def keep(source: str, interval: str, series: Series) -> None:
    """Write the series' bars; those that are there already are corrected. `interval` is one of Bar's."""
    rows = [
        Bar(
            source=source,
            symbol=series.symbol,
            interval=interval,
            day=bar.day,
            open=bar.open,
            high=bar.high,
            low=bar.low,
            close=bar.close,
            volume=bar.volume,
        )
        for bar in series.bars
    ]
    for start in range(0, len(rows), CHUNK):
        Bar.objects.bulk_create(
            rows[start : start + CHUNK],
            update_conflicts=True,
            unique_fields=["source", "symbol", "interval", "day"],
            update_fields=["open", "high", "low", "close", "volume"],
        )


def read(source: str, symbol: str, interval: str, most: int) -> list[SeriesBar]:
    """The latest bars that are held, at most so many, oldest first."""
    rows = Bar.objects.filter(source=source, symbol=symbol, interval=interval)[:most]
    bars = [SeriesBar(row.day, row.open, row.high, row.low, row.close, row.volume) for row in rows]
    return bars[::-1]
