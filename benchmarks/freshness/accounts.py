"""What is counted of a run: the age of prices, how long symbols waited, and requests in rolling windows. Pure.

All times are seconds from the beginning of the measurement; what happens before 0 is the running-in.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

# Moments are sums of floating-point steps: what is so near to a window's edge is on it, and out; seconds.
TOLERANCE = 1e-6


@dataclass
class Ages:
    """The viewer-weighted mean age of prices, averaged over time. A price is as old as the request that brought it.

    A symbol that has no price yet has no age; how long its viewers waited for the first one is in `first_prices`.
    """

    viewers: dict[int, int] = field(default_factory=dict)
    made_at: dict[int, float] = field(default_factory=dict)
    waits_since: dict[int, float] = field(default_factory=dict)
    first_prices: list[float] = field(default_factory=list)
    longest_wait: float = 0.0
    _now: float = 0.0
    _weight: int = 0
    _weighted: float = 0.0
    _sum: float = 0.0

    def advance(self, now: float) -> None:
        """Let time pass: everything grows older at the same pace."""
        span = now - max(self._now, 0.0)
        if span > 0 and self._weight:
            self._sum += span * (now - span / 2 - self._weighted / self._weight)
        self._now = now

    def watched(self, symbol: int, step: int, now: float) -> None:
        """`step` more viewers watch the symbol."""
        self.advance(now)
        before = self.viewers.get(symbol, 0)
        if before == 0:
            self.waits_since[symbol] = now
        self.viewers[symbol] = before + step
        if before + step == 0:
            del self.viewers[symbol], self.waits_since[symbol]
        if symbol in self.made_at:
            self._weight += step
            self._weighted += step * self.made_at[symbol]

    def answered(self, symbol: int, asked_at: float, now: float) -> None:
        """The answer to the request of `asked_at` is here."""
        self.advance(now)
        viewers = self.viewers.get(symbol, 0)
        before = self.made_at.get(symbol)
        self.made_at[symbol] = asked_at
        if viewers == 0:
            return
        self._weighted += viewers * (asked_at - (before or 0.0))
        if before is None:
            self._weight += viewers
        wait = now - self.waits_since[symbol]
        self.waits_since[symbol] = now
        if now <= 0:
            return
        if before is None:
            self.first_prices.append(wait)
        else:
            self.longest_wait = max(self.longest_wait, wait)

    def end(self, now: float) -> float:
        """The mean age (s) from 0 until `now`; who still waits then counts too."""
        self.advance(now)
        waiting = (now - since for symbol, since in self.waits_since.items() if symbol in self.made_at)
        self.longest_wait = max(self.longest_wait, *waiting, 0.0)
        return self._sum / now


def busiest(moments: Sequence[float], window: float) -> int:
    """The most requests in any rolling window of so many seconds; `moments` are in order."""
    return max((n + 1 - bisect_right(moments, at - window + TOLERANCE) for n, at in enumerate(moments)), default=0)


def between(moments: Sequence[float], start: float, end: float) -> int:
    """How many of `moments`, which are in order, lie from `start` to before `end`."""
    return bisect_left(moments, end) - bisect_left(moments, start)
