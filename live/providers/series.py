"""A stock's past prices, a bar for each trading day or week."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from live.quotes import Reading


@dataclass(frozen=True, slots=True)
class Bar:
    """What was traded up to the close of `day` (the exchange's date; of a week, its last trading day).

    As traded: not adjusted for splits or dividends. Raises ValueError for prices that cannot be.
    """

    day: date
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int

    def __post_init__(self) -> None:
        if min(self.open, self.low, self.close) <= 0 or self.low > self.high:
            raise ValueError(f"{self.day}: prices that cannot be")
        if self.volume < 0:
            raise ValueError(f"{self.day}: a volume below zero")


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one symbol, newest first, at least one. Raises ValueError otherwise."""

    symbol: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        if not self.bars:
            raise ValueError(f"{self.symbol}: a series without bars")
        if any(newer.day <= older.day for newer, older in pairwise(self.bars)):
            raise ValueError(f"{self.symbol}: bars that are not newest first")

    def reading(self) -> Reading:
        """The last bar as a quote's values: its close is the price, the close before it the previous one."""
        last, *before = self.bars[:2]
        return Reading(
            symbol=self.symbol,
            price=last.close,
            trading_day=last.day,
            previous_close=before[0].close if before else None,
            open=last.open,
            high=last.high,
            low=last.low,
            volume=last.volume,
        )
