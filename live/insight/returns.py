"""How far a price has come since a week, a month, the turn of the year and a year ago. Pure.

A period is measured from the last close on or before its first day, counted back from the day of the price.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from live.quotes import percent

# A close this much older than the period is none of it: the ticker was not traded then, or not watched. Weekly bars
# are up to six days older, and a holiday may come before them.
MOST_OLDER = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Close:
    """A day's last price, in the shares of today."""

    day: date
    price: Decimal


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# Each period's first day, for a price of this day.
PERIODS: dict[str, Callable[[date], date]] = {
    "week": lambda day: day - timedelta(days=7),
    "month": lambda day: _months_before(day, 1),
    "year_to_date": lambda day: date(day.year - 1, 12, 31),
    "year": lambda day: _months_before(day, 12),
}


def reference(closes: Sequence[Close], period: str, day: date) -> Close | None:
    """The close that the period is measured from, for a price of `day`; `closes` are oldest first."""
    first = PERIODS[period](day)
    place = bisect_right(closes, first, key=lambda close: close.day)
    found = closes[place - 1] if place else None
    return found if found and first - found.day <= MOST_OLDER else None


def since(closes: Sequence[Close], period: str, price: Decimal | None, day: date | None) -> Decimal | None:
    """The return in percent over the period, of a price of `day`; None where it is not known."""
    if price is None or day is None:
        return None
    begun = reference(closes, period, day)
    return percent(price - begun.price, begun.price) if begun else None
