"""Where each symbol's price stands at the close of each session: a pure function of (seed, symbol, session number).

The log price is base + beta x market + own part. Market and own part are each built alike: years are held
together by anchors that pull back to zero, so decades stay plausible; between two anchors runs a random walk
whose volatility drifts from week to week and month to month, so wild days come in clusters; the walk is then
tilted to meet the next anchor (a Brownian bridge). Volatilities are standard deviations of a session's log return.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import exp, hypot, log, sqrt

from live.alphavantage.simulator.noise import between, many_normals, normals, uniforms

# Sessions between two anchors: about a year.
BLOCK = 256
# Each anchor keeps this part of the last one; 16 terms of it leave 0.3 % unsaid.
_MEMORY = 0.7
# A random walk's step over a block would be 1; less pulls harder towards the base.
_PULL = 0.6
# Log volatility has one knot each 64 sessions and one each 8, of this standard deviation each.
_SLOW, _FAST, _UNREST = 64, 8, 0.4

_MARKET = ""
_MARKET_VOLATILITY = 0.009


@dataclass(frozen=True, slots=True)
class Traits:
    """What a symbol keeps for life. `base` in dollars, `volatility` of its own part, `volume` shares a session."""

    base: float
    beta: float
    volatility: float
    volume: float
    delay: float  # seconds from its last trade to when it is asked for


@dataclass(frozen=True, slots=True)
class Step:
    """The move from one session's close to the next: the log price that it ends at and how wild it is.

    `volatility` of the whole log return; `market` is the correlation with the market's own.
    """

    close: float
    volatility: float
    market: float


class Levels:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        # A block is 4 KB and a symbol's 27 years are 27 to 39 of them.
        self._block = lru_cache(maxsize=4096)(self._build)
        self.traits = lru_cache(maxsize=16_384)(self._traits)

    def step(self, symbol: str, number: int) -> Step:
        """The step that ends with the close of session `number`."""
        traits = self.traits(symbol)
        block, place = divmod(number, BLOCK)
        market, market_volatility = self._at(_MARKET, block, place)
        own, own_volatility = self._at(symbol, block, place)
        shared = traits.beta * market_volatility
        volatility = hypot(shared, own_volatility)
        return Step(log(traits.base) + traits.beta * market + own, volatility, shared / volatility)

    def _traits(self, symbol: str) -> Traits:
        chance = uniforms(self.seed, symbol, "traits")
        return Traits(
            base=8.0 * 75.0 ** chance[0] ** 0.5,  # 8 to 600, half of them above 170: a dear share moves by cents
            beta=0.6 + chance[1],
            volatility=0.008 * 3.25 ** chance[2],
            volume=2e5 * 250.0 ** chance[3],
            delay=0.9 * chance[4],
        )

    def _at(self, symbol: str, block: int, place: int) -> tuple[float, float]:
        levels, volatilities = self._block(symbol, block)
        return levels[place], volatilities[place]

    def _build(self, symbol: str, block: int) -> tuple[list[float], list[float]]:
        """The levels at the closes of the block's sessions and the volatilities of the steps to them."""
        usual = self.traits(symbol).volatility if symbol != _MARKET else _MARKET_VOLATILITY
        volatilities = self._volatilities(symbol, block, usual)
        chance = many_normals(BLOCK, self.seed, symbol, "walk", block)
        walk = list(accumulate(v * z for v, z in zip(volatilities, chance, strict=True)))
        span = usual * sqrt(BLOCK) * _PULL
        begin, end = span * self._anchor(symbol, block), span * self._anchor(symbol, block + 1)
        tilt = (end - begin - walk[-1]) / BLOCK
        return [begin + level + tilt * (place + 1) for place, level in enumerate(walk)], volatilities

    def _volatilities(self, symbol: str, block: int, usual: float) -> list[float]:
        slow = self._knots(symbol, "slow", block * BLOCK // _SLOW, BLOCK // _SLOW + 1)
        fast = self._knots(symbol, "fast", block * BLOCK // _FAST, BLOCK // _FAST + 1)
        return [
            usual * exp(_UNREST * (between(slow, place / _SLOW) + between(fast, place / _FAST)) - _UNREST**2)
            for place in range(BLOCK)
        ]

    def _knots(self, symbol: str, scale: str, first: int, count: int) -> list[float]:
        return [normals(self.seed, symbol, scale, first + place)[0] for place in range(count)]

    def _anchor(self, symbol: str, block: int) -> float:
        return sum(_MEMORY**back * normals(self.seed, symbol, "anchor", block - back)[0] for back in range(16))
