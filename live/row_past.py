"""What a row says of the ticker's past closes: their line, and how far its price has come since. Pure."""

from decimal import Decimal

from live.insight.past import Past
from live.insight.returns import Close, reference, since
from live.rows import Row
from live.sparkline import Sparkline

# Columns name this in `needs`: what live/table.py gathers is a Past for each symbol.
NEEDS = "past"


def line(row: Row) -> Sparkline | None:
    """The last closes as a line, in the unit that people speak of."""
    return Sparkline.of(_past(row).days, row.quote.price, row.quote.trading_day, row.per_unit)


def gone(row: Row) -> Decimal | None:
    """How far the line goes, in percent: what it is sorted by."""
    drawn = line(row)
    return drawn.change if drawn else None


def begun(row: Row, period: str) -> Close | None:
    """The close that the period is measured from, in the unit that people speak of."""
    day = row.quote.trading_day
    found = reference(_past(row).closes, period, day) if day else None
    return Close(found.day, found.price / row.per_unit) if found else None


def returned(row: Row, period: str) -> Decimal | None:
    """The return over one of `returns.PERIODS`, in percent."""
    return since(_past(row).closes, period, row.quote.price, row.quote.trading_day)


def late(row: Row) -> bool:
    """Whether nothing is known of the ticker's past yet: watching it makes it be fetched."""
    return row.listed and NEEDS not in row.gathered


def _past(row: Row) -> Past:
    found = row.gathered.get(NEEDS)
    return found if isinstance(found, Past) else Past()
