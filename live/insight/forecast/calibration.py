"""Quantiles that learn from their own misses, so that a ticker whose moves are unlike others' is covered as said. Pure.

Each quantile, in units of the volatility, starts from what fits most tickers. A close that falls below it lowers it a
little, one above raises it by less, in proportion to what it promises: over time the promise is kept whatever the
ticker does (Gibbs and Candes, "Adaptive conformal inference under distribution shift", NeurIPS 2021). Steps grow
smaller as days are seen (Angelopoulos, Barber and Bates, "Online conformal prediction with decaying step sizes",
ICML 2024), down to a least one, since tickers change.
"""

from math import sqrt

# The chances below the four ends of the 90 % and the 50 % interval.
CHANCES = (0.05, 0.25, 0.75, 0.95)
# In units of the volatility; the first is divided by the root of 1 + days seen / EVEN.
FIRST_STEP, LEAST_STEP, EVEN = 0.02, 0.005, 100


class Calibration:
    """The four ends for the horizon of `days` that stands at `place` among the others."""

    def __init__(self, start: tuple[float, float, float, float], days: int, place: int) -> None:
        self.days, self.place = days, place
        self._low90, self._low50, self._high50, self._high90 = start
        self._seen = 0
        # Returns over several days overlap, and miss together.
        self._slower = 1 / sqrt(days)

    def learn(self, outcome: float) -> None:
        """`outcome` is the log return that came, in units of the volatility that was forecast."""
        step = max(LEAST_STEP, FIRST_STEP / sqrt(1 + self._seen / EVEN)) * self._slower
        self._seen += 1
        self._low90 += step * (CHANCES[0] - (outcome <= self._low90))
        self._low50 += step * (CHANCES[1] - (outcome <= self._low50))
        self._high50 += step * (CHANCES[2] - (outcome <= self._high50))
        self._high90 += step * (CHANCES[3] - (outcome <= self._high90))

    def times(self, width: float) -> tuple[float, float, float, float]:
        """The ends as log returns, lowest first; `width` is the volatility. No end is beyond the median, no change."""
        low50, high50 = min(self._low50, 0.0), max(self._high50, 0.0)
        return width * min(self._low90, low50), width * low50, width * high50, width * max(self._high90, high50)
