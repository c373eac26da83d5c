"""What the likely range is measured against: normal intervals of simple volatilities, each from the past alone.

Both take the mean return as zero, which does better than the mean of the days seen. Lists have one place for each
return, with the standard deviation that is forecast for it; None while too little was seen.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

NINETY = NormalDist().inv_cdf(0.95)


def constant(returns: Sequence[float], days: int) -> list[float | None]:
    """The standard deviation of the last so many days about their mean, as ever constant."""
    found: list[float | None] = []
    total = squares = 0.0
    for place, value in enumerate(returns):
        spread = (squares - total * total / days) / (days - 1)
        found.append(sqrt(max(spread, 0.0)) if place >= days else None)
        total, squares = total + value, squares + value * value
        if place >= days:
            gone = returns[place - days]
            total, squares = total - gone, squares - gone * gone
    return found


def riskmetrics(returns: Sequence[float], keep: float = 0.94, first: int = 20) -> list[float | None]:
    """J. P. Morgan, "RiskMetrics technical document" (1996): an exponential average of squares."""
    variance = sum(value * value for value in returns[:first]) / first
    found: list[float | None] = []
    for place, value in enumerate(returns):
        found.append(sqrt(variance) if place >= first else None)
        variance = keep * variance + (1 - keep) * value * value
    return found


def winkler(low: float, high: float, outcome: float, missed: float = 0.1) -> float:
    """The interval score, less is better: the width, and what lies outside times 2 / missed.

    Winkler, "A decision-theoretic approach to interval estimation", Journal of the American Statistical Association 67,
    1972; for the 90 % interval `missed` is 0.1.
    """
    return high - low + 2 / missed * max(low - outcome, outcome - high, 0.0)
