"""What bars say of how far a price moved: one move from each close to the next, in units of a day. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from math import log
from typing import NamedTuple

from live.providers.series import Bar

# Sizes are averaged as |log return| to this power. Ding, Granger and Engle ("A long memory property of stock market
# returns and a new model", Journal of Empirical Finance 1, 1993) found 1.43 to fit best; squares (2) give single
# wild days too much weight, absolute values (1) too little.
POWER = 1.5
# A random walk's E|r|^1.5 over E(highest - lowest)^1.5, both from the last close: what makes a range a size.
# Simulated, 20,000 walks of 400 steps.
RANGE = 0.43
WEEK = 5
# E|r|^1.5 of days over that of weeks per day: single days have wilder extremes (measured on the benchmark's stocks).
WEEKLY = 1.06


class Move(NamedTuple):
    """`change` is the log return a day, `size` its magnitude and `reach` that of the range, both to POWER and a day."""

    change: float
    size: float
    reach: float
    days: int


def daily_moves(bars: Sequence[Bar]) -> list[Move]:
    """From each bar (oldest first, split-adjusted) to the next."""
    return [_daily(before, bar) for before, bar in pairwise(bars)]


def weekly_moves(bars: Iterable[Bar], before: date) -> list[Move]:
    """The same of weekly bars, of weeks that had ended before that day."""
    return [_weekly(last, bar) for last, bar in pairwise(bar for bar in bars if bar.day < before)]


def _daily(before: Bar, bar: Bar) -> Move:
    last = float(before.close)
    change = log(float(bar.close) / last)
    size = abs(change) ** POWER
    if bar.high <= bar.low:  # only a close is known
        return Move(change, size, size, 1)
    reach = log(max(float(bar.high), last) / min(float(bar.low), last))
    return Move(change, size, RANGE * reach**POWER, 1)


def _weekly(before: Bar, bar: Bar) -> Move:
    change = log(float(bar.close) / float(before.close))
    size = WEEKLY * abs(change) ** POWER / WEEK ** (POWER / 2)
    return Move(change / WEEK, size, size, WEEK)
