"""Who watches what, and when: viewers with lists of symbols drawn by a Zipf law. Pure, and the same for a seed.

Symbols are numbers in the order of their popularity: the chance of r is in proportion to 1 / (r + 1). Times are
seconds from the beginning of the measurement.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, inf

LIST_LENGTH = 10
# Of what there is to watch, so many times as many symbols as are watched at a time.
UNIVERSE = 1.5


@dataclass(frozen=True, slots=True)
class Visit:
    """One viewer: from when until when, and the list that is open."""

    arrives: float
    leaves: float
    symbols: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """At this moment `step` more viewers watch the symbol."""

    at: float
    symbol: int
    step: int


def steady(symbols: int, seed: int) -> list[Visit]:
    """As many viewers as symbols, who stay; every symbol is watched by somebody."""
    rng = random.Random(seed)  # noqa: S311
    lists = [set(one) for one in _lists(rng, symbols, symbols, symbols)]
    for symbol in set(range(symbols)) - set().union(*lists):
        rng.choice(lists).add(symbol)
    return [Visit(0, inf, tuple(sorted(one))) for one in lists]


def churn(symbols: int, seconds: float, stay: float, seed: int) -> list[Visit]:
    """As many viewers as symbols on average: they arrive as a Poisson process and stay `stay` seconds on average."""
    rng = random.Random(seed)  # noqa: S311
    spans = [(0.0, rng.expovariate(1 / stay)) for _ in range(symbols)]
    at = rng.expovariate(symbols / stay)
    while at < seconds:
        spans.append((at, at + rng.expovariate(1 / stay)))
        at += rng.expovariate(symbols / stay)
    lists = _lists(rng, len(spans), ceil(symbols * UNIVERSE), symbols)
    return [Visit(arrives, leaves, one) for (arrives, leaves), one in zip(spans, lists, strict=True)]


def changes(visits: Sequence[Visit]) -> list[Change]:
    """The same as steps of each symbol's viewers, in order of time."""
    coming = [Change(visit.arrives, symbol, 1) for visit in visits for symbol in visit.symbols]
    going = [Change(visit.leaves, symbol, -1) for visit in visits for symbol in visit.symbols if visit.leaves < inf]
    return sorted([*coming, *going], key=lambda change: change.at)


def _lists(rng: random.Random, count: int, universe: int, symbols: int) -> list[tuple[int, ...]]:
    length = min(LIST_LENGTH, ceil(symbols / 2))
    chances = list(accumulate(1 / (rank + 1) for rank in range(universe)))
    lists = []
    for _ in range(count):
        chosen: set[int] = set()
        while len(chosen) < length:
            chosen.update(rng.choices(range(universe), cum_weights=chances, k=length - len(chosen)))
        lists.append(tuple(sorted(chosen)))
    return lists
