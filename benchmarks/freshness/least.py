"""The least mean age that any way of asking can reach. Pure, and written apart from the product's own shares.

It is the optimum of minimise Σ wᵢ / 2fᵢ under Σ fᵢ = R and floor ≤ fᵢ ≤ cap: fᵢ = clip(λ√wᵢ), found by bisection.
"""

from collections import Counter
from collections.abc import Iterable
from math import sqrt

# No symbol waits longer than this many times the equal share of all.
LONGEST_WAIT = 4


def intervals(weights: Iterable[int], rate: float, cap: float) -> dict[int, float]:
    """The best time between two requests (s) for a symbol of each weight, with `rate` symbol refreshes a second for
    all and at most `cap` for one."""
    counts = Counter(weights)
    symbols = counts.total()
    if not symbols or symbols * cap <= rate:
        return dict.fromkeys(counts, 1 / cap)
    floor = min(cap, rate / symbols / LONGEST_WAIT)
    low, high = 0.0, cap
    for _ in range(60):
        level = (low + high) / 2
        total = sum(n * min(cap, max(floor, level * sqrt(w))) for w, n in counts.items())
        low, high = (level, high) if total < rate else (low, level)
    return {w: 1 / min(cap, max(floor, low * sqrt(w))) for w in counts}


def mean_age(weights: Iterable[int], rate: float, cap: float, latency: float) -> float:
    """The viewer-weighted mean age (s): a symbol asked for every T is T / 2 + latency old on average."""
    counts = Counter(weights)
    best = intervals(counts.elements(), rate, cap)
    viewers = sum(w * n for w, n in counts.items())
    return sum(w * n * best[w] / 2 for w, n in counts.items()) / viewers + latency
