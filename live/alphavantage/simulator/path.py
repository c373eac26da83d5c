"""The way of a price through a session, second by second, between an open and a close that are known.

A span is a stretch of time with the log price at both ends and the highest and lowest in it. It divides into
sixteen parts, by a random walk that is tilted to meet the ends and folded back at the extremes; the parts' own
extremes are drawn by the law of the Brownian bridge, and one part reaches the whole's high and one its low. Four
divisions make 65,536 steps: about a third of a second of a trading day. So the price of a moment, and the high
and low so far, cost four small look-ups, and what is seen on the way always agrees with the day's final bar.
"""

from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

from live.alphavantage.simulator.noise import WIDTH, normals, uniforms

DEPTH = 4


class Span(NamedTuple):
    """Log prices: at its begin and end, and the extremes. `variance` is of the log return over its time."""

    begin: float
    end: float
    high: float
    low: float
    variance: float


class Parts(NamedTuple):
    """A span's sixteen parts, and the extremes of all that lies before each."""

    spans: list[Span]
    high_before: list[float]
    low_before: list[float]


class Seen(NamedTuple):
    """Log prices at a moment: the last, and the highest and lowest since the session began."""

    price: float
    high: float
    low: float


class Root(NamedTuple):
    """A whole session of one symbol. `market` is the correlation with the market's walk in the same session.

    `jitter` is the size of the moves that trading itself makes, bid to ask, however short the time.
    """

    symbol: str
    session: str
    span: Span
    market: float
    jitter: float


def bridged(begin: float, end: float, variance: float, up: float, down: float) -> Span:
    """The span with the extremes that the chances `up` and `down` (0 to 1) give it.

    The maximum m of a Brownian bridge from a to b of variance v has P(m > x) = exp(-2 (x - a)(x - b) / v)
    for x above both ends (Karatzas and Shreve, Brownian Motion and Stochastic Calculus, section 4.3).
    """
    middle, gap = begin + end, (end - begin) ** 2
    high = (middle + sqrt(gap - 2 * variance * log(up))) / 2
    low = (middle - sqrt(gap - 2 * variance * log(down))) / 2
    return Span(begin, end, high, low, variance)


def folded(level: float, low: float, high: float) -> float:
    """`level` reflected at `low` and `high` until it lies between them."""
    width = high - low
    if width <= 0:
        return low
    beyond = (level - low) % (2 * width)
    return low + (beyond if beyond <= width else 2 * width - beyond)


class Paths:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        # 100 symbols use 400 at a time; each holds about 3 KB.
        self._parts = lru_cache(maxsize=4096)(self._divide)
        self._market = lru_cache(maxsize=1024)(self._market_normals)

    def at(self, root: Root, elapsed: float) -> Seen:
        """What is seen when `elapsed` (0 to 1) of the session is over."""
        span, index = root.span, 0
        high = low = span.begin
        for level in range(DEPTH):
            parts = self._parts(root, span, level, index)
            elapsed *= WIDTH
            place = min(int(elapsed), WIDTH - 1)
            elapsed -= place
            high, low = max(high, parts.high_before[place]), min(low, parts.low_before[place])
            span, index = parts.spans[place], index * WIDTH + place
        if elapsed >= 1:
            return Seen(span.end, root.span.high, root.span.low)
        price = span.begin + (span.end - span.begin) * elapsed
        return Seen(price, max(high, price), min(low, price))

    def _divide(self, root: Root, span: Span, level: int, index: int) -> Parts:
        own = normals(self.seed, root.symbol, root.session, level, index)
        market = self._market(root.session, level, index)
        weight, rest = root.market, sqrt(1 - root.market**2)
        variance = span.variance / WIDTH
        size = sqrt(variance + root.jitter**2)
        knots = [span.begin]
        for mine, shared in zip(own, market, strict=True):
            knots.append(knots[-1] + size * (weight * shared + rest * mine))
        tilt = (span.end - knots[-1]) / WIDTH
        for place in range(1, WIDTH):
            knots[place] = folded(knots[place] + tilt * place, span.low, span.high)
        knots[WIDTH] = span.end
        ups = uniforms(self.seed, root.symbol, root.session, level, index, "high")
        downs = uniforms(self.seed, root.symbol, root.session, level, index, "low")
        drawn = [bridged(knots[i], knots[i + 1], size**2, ups[i], downs[i]) for i in range(WIDTH)]
        highest = max(range(WIDTH), key=lambda place: drawn[place].high)
        lowest = min(range(WIDTH), key=lambda place: drawn[place].low)
        spans = [
            Span(
                part.begin,
                part.end,
                span.high if place == highest else min(part.high, span.high),
                span.low if place == lowest else max(part.low, span.low),
                variance,
            )
            for place, part in enumerate(drawn)
        ]
        high_before, low_before = [span.begin], [span.begin]
        for part in spans[:-1]:
            high_before.append(max(high_before[-1], part.high))
            low_before.append(min(low_before[-1], part.low))
        return Parts(spans, high_before, low_before)

    def _market_normals(self, session: str, level: int, index: int) -> list[float]:
        return normals(self.seed, "", session, level, index)
