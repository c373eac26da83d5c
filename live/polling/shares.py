"""How a scarce budget is divided among symbols: the square-root rule, between a floor and a cap. Pure.

With w viewers on a symbol that is asked for at rate f, they look at prices that are 1 / 2f old on average. The sum of
wᵢ / fᵢ under Σ fᵢ = R is least where all derivatives wᵢ / fᵢ² are equal: fᵢ in proportion to √wᵢ. A symbol that reaches
its cap gives its surplus to the others, and one below its floor takes from them, as in water-filling:
fᵢ = min(cap, max(floor, λ√wᵢ)) with the one λ for which the rates add up to R.

The same law, for items of a broadcast that are waited for: Ammar and Wong, "The design of teletext broadcast cycles",
Performance Evaluation 5, 1985; Vaidya and Hameed, "Scheduling data broadcast in asymmetric communication environments",
Wireless Networks 5, 1999.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from math import sqrt

# No symbol waits longer than this many times the equal share of all.
LONGEST_WAIT = 4.0
# Its turn is a little less: many that come together have their first prices one after another, and their turns too.
LONGEST_TURN = 3.3


def rates(viewers: Iterable[int], total: float, cap: float) -> dict[int, float]:
    """Requests a second for a symbol with so many viewers, for each number that occurs.

    `total` is what all symbols may have together, `cap` the most for one; both in requests a second and above zero.
    """
    counts = Counter(viewers)
    symbols = sum(counts.values())
    if not symbols or symbols * cap <= total:
        return dict.fromkeys(counts, cap)
    floor = min(cap, total / symbols / LONGEST_TURN)
    level = _level(counts, total, floor, cap)
    return {w: _clipped(level * sqrt(w), floor, cap) for w in counts}


def _level(counts: Mapping[int, int], total: float, floor: float, cap: float) -> float:
    """The λ at which the rates add up to `total`: exact, between the two levels that enclose it."""
    corners = sorted({bound / sqrt(w) for w in counts for bound in (floor, cap)})
    at = bisect_left(corners, total, key=lambda level: _sum(counts, level, floor, cap))
    low, high = corners[max(at, 1) - 1], corners[min(at, len(corners) - 1)]
    below, above = _sum(counts, low, floor, cap), _sum(counts, high, floor, cap)
    # Between two neighbouring corners no weight begins to be clipped: the sum grows in a straight line.
    return low if above == below else low + (high - low) * (total - below) / (above - below)


def _sum(counts: Mapping[int, int], level: float, floor: float, cap: float) -> float:
    return sum(n * _clipped(level * sqrt(w), floor, cap) for w, n in counts.items())


def _clipped(rate: float, floor: float, cap: float) -> float:
    return min(cap, max(floor, rate))
