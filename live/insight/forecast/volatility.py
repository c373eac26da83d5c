"""How wildly a price moves now, from how it moved: averages over five memories, and what falls and trends add.

- Volatility comes in clusters of many lengths: a weighted mean of exponential averages with half-lives from two
  days to more than a year follows them (Corsi, "A simple approximate long-memory model of realized volatility",
  Journal of Financial Econometrics 7, 2009; Zumbach, "The RiskMetrics 2006 methodology").
- A fall is followed by wilder days than a rise of the same size, and a fall of weeks by more than one of a day
  (Corsi and Reno, "Discrete-time volatility forecasting with persistent leverage effect", Journal of Business and
  Economic Statistics 30, 2012): averages of the signed moves, in units of the usual one, scale the result.
- A day's range says more of it than its last price does (Parkinson, "The extreme value method for estimating the
  variance of the rate of return", Journal of Business 53, 1980): half of a day's size is taken from it.
"""

from collections.abc import Sequence
from math import exp
from operator import mul
from typing import NamedTuple

from live.insight.forecast.moves import POWER, WEEK, Move

# Half-lives in trading days: of the sizes of moves, and of the moves themselves.
MEMORIES = (2, 8, 25, 80, 300)
TRENDS = (1, 5, 20, 80)
# Which memory stands for the usual move.
USUAL = 2
# So much of a size is taken from the range, the rest from the close.
RANGED = 0.5
# A move counts as at most so many usual ones: a bad price, or news that says nothing of the day after.
MOST = 8.0**POWER
# A trend counts as at most so many usual moves: a price that hardly moved for months has no usual move to speak of.
STEEPEST = 4.0
# A usual move of a hundredth of a percent: nothing is divided by less.
LEAST = 1e-4**POWER

_KEEP = {days: tuple(0.5 ** (days / memory) for memory in MEMORIES) for days in (1, WEEK)}
_KEEP_TREND = {days: tuple(0.5 ** (days / memory) for memory in TRENDS) for days in (1, WEEK)}
# The ratio of closes' sizes to ranges' differs by ticker, and drifts: it has the longest memory.
_KEEP_RATIO = _KEEP[1][-1]


class Weights(NamedTuple):
    """For one horizon: of the memories, of the trends, and of the trends' magnitudes."""

    memories: tuple[float, ...]
    trends: tuple[float, ...]
    magnitudes: tuple[float, ...]


class Volatility:
    """The averages after some moves. `first` (at least one) are those that it begins with: their mean size."""

    def __init__(self, first: Sequence[Move]) -> None:
        usual = max(LEAST, sum(move.size for move in first) / len(first))
        self._memories: tuple[float, ...] = (usual,) * len(MEMORIES)
        self._trends: tuple[float, ...] = (0.0,) * len(TRENDS)
        self._closes = self._ranges = usual

    def copy(self) -> "Volatility":
        twin = object.__new__(Volatility)
        twin._memories, twin._trends = self._memories, self._trends
        twin._closes, twin._ranges = self._closes, self._ranges
        return twin

    def take(self, move: Move) -> None:
        most = MOST * max(LEAST, self._memories[USUAL])
        size = min(move.size, most)
        if move.days == 1:
            reach = min(move.reach, most)
            self._closes += (1 - _KEEP_RATIO) * (size - self._closes)
            self._ranges += (1 - _KEEP_RATIO) * (reach - self._ranges)
            size += RANGED * (reach * self._closes / max(LEAST, self._ranges) - size)
        # Written out: a loop over them would take most of the walk's time.
        keep, held = _KEEP[move.days], self._memories
        self._memories = (
            size + keep[0] * (held[0] - size),
            size + keep[1] * (held[1] - size),
            size + keep[2] * (held[2] - size),
            size + keep[3] * (held[3] - size),
            size + keep[4] * (held[4] - size),
        )
        keep, trend, change = _KEEP_TREND[move.days], self._trends, move.change
        self._trends = (
            change + keep[0] * (trend[0] - change),
            change + keep[1] * (trend[1] - change),
            change + keep[2] * (trend[2] - change),
            change + keep[3] * (trend[3] - change),
        )

    def features(self) -> tuple[tuple[float, ...], list[float]]:
        """The averaged sizes (to POWER), and the trends in usual moves."""
        usual = max(LEAST, self._memories[USUAL]) ** (1 / POWER)
        return self._memories, [max(-STEEPEST, min(STEEPEST, trend / usual)) for trend in self._trends]

    def widths(self, horizons: Sequence[Weights]) -> list[float]:
        """For each horizon the scale of its log return, which is near to its standard deviation."""
        memories, trends = self.features()
        magnitudes = [abs(trend) for trend in trends]
        return [
            max(LEAST, sum(map(mul, weights.memories, memories))) ** (1 / POWER)
            * exp(sum(map(mul, weights.trends, trends)) + sum(map(mul, weights.magnitudes, magnitudes)))
            for weights in horizons
        ]
