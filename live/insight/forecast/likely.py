"""The prices that an outlook speaks of, as the session goes on: around the live price, narrower as the close nears.

The variance of a price that no one can foretell grows with the time it is traded (Osborne, "Brownian motion in the
stock market", Operations Research 7, 1959), so a range is as wide as the root of the variance that is still to come.
A night brings less than its hours would (French and Roll, "Stock return variances", Journal of Financial Economics
17, 1986): NIGHT is the part of a day's variance that is over when the session opens. Within the session it is
taken as even; real sessions begin wilder, so by noon the range is a little too wide rather than too narrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp, sqrt

from live.insight.forecast.outlook import Outlook, Quantiles

NIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Likely:
    """Prices in the ticker's currency, to four decimals, lowest first."""

    low90: Decimal
    low50: Decimal
    median: Decimal
    high50: Decimal
    high90: Decimal


def likely(
    outlook: Outlook, last_close: Decimal, price: Decimal | None, left: float, night: float = NIGHT
) -> Mapping[int, Likely]:
    """The ranges for each of the outlook's horizons, counted in closes from `last_close`.

    `left` is the part of the session that is still to come: 1 before it opens and between sessions, when the whole
    range stands around `last_close`; less while it runs, when what is left of it stands around `price`, if there is
    one. At 0 the next close is `price`. `night` is 0 for a market that never closes.
    Raises ValueError for prices of zero or less, and for parts that are not between 0 and 1.
    """
    if not 0 <= left <= 1 or not 0 <= night < 1:
        raise ValueError(f"no part of a day: {left}, {night}")
    if last_close <= 0 or (price is not None and price <= 0):
        raise ValueError(f"prices that cannot be: {last_close}, {price}")
    running = left < 1 and price is not None
    start = price if running and price is not None else last_close
    to_come = (1 - night) * left if running else 1.0
    day = outlook.horizons[1]
    return {
        days: _prices(start, ahead, _remaining(ahead, day, to_come), (days - 1 + to_come) / days)
        for days, ahead in outlook.horizons.items()
    }


def _remaining(ahead: Quantiles, day: Quantiles, to_come: float) -> float:
    """The part of a horizon's variance that is left when `to_come` of its first day's is."""
    whole = ahead.high90 - ahead.low90
    first = min(1.0, ((day.high90 - day.low90) / whole) ** 2) if whole else 0.0
    return 1 - first * (1 - to_come)


def _prices(start: Decimal, ahead: Quantiles, variance: float, time: float) -> Likely:
    """A spread is scaled by the root of the variance, a drift by the time."""

    def at(level: float) -> Decimal:
        move = ahead.median * time + (level - ahead.median) * sqrt(variance)
        return round(start * Decimal(repr(exp(move))), 4)

    return Likely(*map(at, (ahead.low90, ahead.low50, ahead.median, ahead.high50, ahead.high90)))
