"""Money as people write it: pence as pounds, and which unit a list takes for granted. Pure.

On the wire a quote is in the currency that its exchange quotes in, which for London is pence (GBX); only what is shown
is converted. Every sum of a quote is in that currency, its market value too.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from live.quotes import Quote

# The exchanges' names for a hundredth → the currency that people speak of. London, Johannesburg, Tel Aviv.
HUNDREDTHS = {"GBX": "GBP", "ZAC": "ZAR", "ILA": "ILS"}

_SUMS = ("price", "previous_close", "change", "open", "high", "low", "extended_price", "market_cap")


def unit(currency: str) -> str:
    """The currency that prices quoted in this one are shown in."""
    return HUNDREDTHS.get(currency.upper(), currency)


def per_unit(currency: str) -> int:
    """How many of what is quoted make one of what is shown: 100 for pence, else 1."""
    return 100 if currency.upper() in HUNDREDTHS else 1


def shown(quote: Quote, currency: str) -> Quote:
    """The quote with its sums in `unit(currency)`; `static/js/money.js` does the same."""
    by = per_unit(currency)
    if by == 1:
        return quote
    sums = {name: getattr(quote, name) for name in _SUMS}
    converted = {name: value / Decimal(by) for name, value in sums.items() if value is not None}
    return replace(quote, currency=unit(currency), **converted)


def usual(units: Iterable[str]) -> str:
    """The unit that most of these are in; of equals the first; none of none."""
    counted = Counter(units)
    return counted.most_common(1)[0][0] if counted else ""
