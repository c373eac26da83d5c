"""A provider that enforces its plan itself: it counts what arrives over exact rolling windows, knowing nothing of ours.

Times are true seconds since the beginning of a test; no clock of the product's has a say in them.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from live.providers.errors import ProviderError
from live.providers.provider import Limits
from live.providers.series import Bar, Series
from live.quotes import Reading

SECOND, MINUTE, DAY = 1.0, 60.0, 86_400.0
# Redis's scripts write moments with 14 digits: a tenth of a millisecond.
RESOLUTION = 0.001


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that arrived, and what it asked for; of facts and history, nothing."""

    at: float
    symbols: tuple[str, ...]


@dataclass
class Referee:
    """`days` gives the days whose closes it shows of a symbol now, newest first. A fault in `faults` (by symbol, or "*"
    for all) is raised in place of an answer. `forward` are the steps forward of the clock that the budget runs on."""

    limits: Limits
    time: Callable[[], float]
    days: Callable[[str], Sequence[date]]
    faults: dict[str, type[ProviderError]] = field(default_factory=dict)
    forward: list[tuple[float, float]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def quote(self, symbol: str) -> Reading:
        self._arrived((symbol,))
        self._fail(symbol)
        return self._reading(symbol)

    def bulk(self, symbols: Sequence[str]) -> Mapping[str, Reading]:
        """What is at fault by itself is left out of the answer."""
        self._arrived(tuple(symbols))
        self._fail()
        return {symbol: self._reading(symbol) for symbol in symbols if symbol not in self.faults}

    def daily(self, symbol: str) -> Series:
        self._arrived((symbol,))
        self._fail(symbol)
        price = Decimal(100)
        return Series(symbol, tuple(Bar(day, price, price, price, price, 7) for day in self.days(symbol)))

    def other(self) -> None:
        """A request for facts or history."""
        self._arrived(())
        self._fail()

    def in_last(self, window: float) -> int:
        """How many arrived in the window that ends now."""
        return self._between(self.time() - window, self.time())

    def asked_for(self, symbol: str) -> list[float]:
        return [one.at for one in self.sent if symbol in one.symbols]

    def _arrived(self, symbols: tuple[str, ...]) -> None:
        at = self.time()
        self.sent.append(Sent(at, symbols))
        windows = ((SECOND, self.limits.per_second), (MINUTE, self.limits.per_minute), (DAY, self.limits.per_day))
        for window, limit in windows:
            if limit is not None:
                # A clock that stepped forward made the window that much shorter, whichever clock it was.
                promised = window - sum(step for when, step in self.forward if at - window < when <= at)
                count = self._between(at - promised, at) if promised > 0 else 0
                assert count <= limit, f"{count} requests in {promised} s at {at}, {limit} are allowed"

    def _between(self, after: float, until: float) -> int:
        moments = [one.at for one in self.sent]
        return bisect_right(moments, until) - bisect_right(moments, after + RESOLUTION)

    def _fail(self, symbol: str = "*") -> None:
        fault = self.faults.get("*") or self.faults.get(symbol)
        if fault is not None:
            raise fault

    def _reading(self, symbol: str) -> Reading:
        return Reading(symbol, Decimal(100), self.days(symbol)[0], previous_close=Decimal(80))
