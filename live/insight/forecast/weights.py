"""The numbers that are the same for every ticker, for each horizon in trading days.

Fitted by `python -m benchmarks.forecast.fit` on closes before 2006 alone: what came
later tests them (docs/forecast.md). Pure.
"""

from live.insight.forecast.outlook import HORIZONS
from live.insight.forecast.volatility import Weights

WEIGHTS = {
    1: Weights(
        memories=(0.141, 0.103, 0.566, 0.207, 0.036),
        trends=(0.001, -0.200, -0.236, 0.267),
        magnitudes=(0.037, 0.040, 0.160, 0.419),
    ),
    5: Weights(
        memories=(0.108, 0.000, 1.551, 1.723, 0.042),
        trends=(0.009, -0.107, -0.559, 0.298),
        magnitudes=(0.031, -0.068, 0.341, 0.747),
    ),
    20: Weights(
        memories=(0.000, 0.001, 2.964, 5.909, 0.964),
        trends=(0.012, -0.062, -0.644, 0.111),
        magnitudes=(0.000, -0.028, 0.148, 0.729),
    ),
}
# Where 5, 25, 75 and 95 % of all tickers' log returns lay below, in units of the volatility.
ENDS = {
    1: (-1.552, -0.596, 0.644, 1.661),
    5: (-1.569, -0.540, 0.698, 1.649),
    20: (-1.512, -0.469, 0.777, 1.656),
}
EACH = tuple(WEIGHTS[days] for days in HORIZONS)
