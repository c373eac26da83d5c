"""The least mean age that any way of asking can reach. Pure, and written apart from the product's own shares.

It is the optimum of minimise Σ wᵢ / 2fᵢ under Σ fᵢ = R and floor ≤ fᵢ ≤ cap: fᵢ = clip(λ√wᵢ), found by bisection.
"""

from collections import Counter
from collections.abc import Iterable
from math import sqrt

# No symbol waits longer than this many times the equal share of all.
LONGEST_TURN = 3.3


def intervals(weights: Iterable[int], rate: float, cap: float) -> dict[int, float]:
    """The best time between two requests (s) for a symbol of each weight, with `rate` symbol refreshes a second for
    all and at most `cap` for one."""
    counts = Counter(weights)
    symbols = counts.total()
    if not symbols or symbols * cap <= rate:
        return dict.fromkeys(counts, 1 / cap)
    floor = min(cap, rate / symbols / LONGEST_TURN)
    low, high = 0.0, cap
    for _ in range(60):
        level = (low + high) / 2
        total = sum(n * min(cap, max(floor, level * sqrt(w))) for w, n in counts.items())
        low, high = (level, high) if total < rate else (low, level)
    return {w: 1 / min(cap, max(floor, low * sqrt(w))) for w in counts}


def mean_age(
    weights: Iterable[int],
    rate: float,
    cap: float,
    latency: float,
    since: float = 0.0,
    part: float = 1.0,
    new: Iterable[tuple[int, float]] = (),
) -> float:
    """The viewer-weighted mean age (s): a symbol asked for every T is T / 2 + latency old on average.

    Where first prices take requests ahead of all refreshes, only `part` of `rate` has been left in the last `since`
    seconds, before which it was whole. `new` are the symbols that came since then: viewers, and seconds since the first
    price, with which a turn began.
    """
    old, late = Counter(weights), list(new)
    every = old + Counter(viewers for viewers, _ in late)
    best = intervals(every.elements(), rate, cap)
    viewers = sum(w * n for w, n in every.items())
    ages = sum(w * n * held_up(best[w], since, part) for w, n in old.items())
    ages += sum(w * (ago if part * ago < best[w] else best[w] / part / 2) for w, ago in late)
    return ages / viewers + latency


def held_up(turn: float, since: float, part: float) -> float:
    """The mean age of what is asked for every `turn`, when for `since` seconds turns have gone on at `part` of their
    pace. Somewhere in its turn at first, a symbol was asked for since then with the chance x = part · since / turn:
    then it is since / 2 old on average, else since + turn (1 - x) / 2. Once all were, turns are just longer."""
    if part > 0 and part * since >= turn:
        return turn / part / 2
    asked = max(part, 0.0) * since / turn
    return asked * since / 2 + (1 - asked) * (since + turn * (1 - asked) / 2)
