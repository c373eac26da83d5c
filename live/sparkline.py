"""A ticker's last closes as a small line, in neutral ink: where the price came from, not whether that is good. Pure.

`static/js/sparkline.js` draws the same while the page is open, held to it by one table of cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor

from live import formats
from live.insight.returns import Close
from live.quotes import percent

COUNT = 30
# The line's frame, and what stays free at its edges for the width of the line itself.
WIDTH, HEIGHT, EDGE = 96, 24, 2


@dataclass(frozen=True, slots=True)
class Sparkline:
    """`closes` are oldest first, at least two; `day` is the last one's. `price` is a later day's, if there is one."""

    closes: tuple[Decimal, ...]
    day: date
    price: Decimal | None = None

    @classmethod
    def of(
        cls, days: Sequence[Close], price: Decimal | None, trading_day: date | None, per_unit: int = 1
    ) -> "Sparkline | None":
        """Of the last COUNT days; None where there are too few. What is told is what is given over `per_unit`."""
        last = days[-COUNT:]
        if len(last) < 2:
            return None
        later = price is not None and trading_day is not None and trading_day > last[-1].day
        now = price / per_unit if price is not None and later else None
        return cls(tuple(close.price / per_unit for close in last), last[-1].day, now)

    @property
    def points(self) -> str:
        """The line's corners in the frame, for SVG."""
        values = [float(close) for close in (*self.closes, *([] if self.price is None else [self.price]))]
        low, high = min(values), max(values)
        across, up = (WIDTH - 2 * EDGE) / (len(values) - 1), HEIGHT - 2 * EDGE
        heights = [EDGE + up * ((high - value) / (high - low) if high > low else 0.5) for value in values]
        return " ".join(f"{_tenths(EDGE + n * across)},{_tenths(height)}" for n, height in enumerate(heights))

    @property
    def words(self) -> str:
        first, last = formats.number(self.closes[0]), formats.number(self.closes[-1])
        now = "" if self.price is None else f", now {formats.number(self.price)}"
        return f"last {len(self.closes)} closes, from {first} to {last}{now}"

    @property
    def change(self) -> Decimal:
        """From the first close to the last price, in percent."""
        last = self.closes[-1] if self.price is None else self.price
        return percent(last - self.closes[0], self.closes[0])

    @property
    def values(self) -> str:
        """The closes as JSON, for the script that goes on from them."""
        return f"[{','.join(repr(float(close)) for close in self.closes)}]"


def _tenths(value: float) -> str:
    return f"{floor(value * 10 + 0.5) / 10:g}"
