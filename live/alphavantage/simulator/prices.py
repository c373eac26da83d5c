"""What each symbol is worth at any moment: a pure function of (seed, symbol, time), the same after a restart.

Prices are dollars rounded to cents, moments are Unix seconds. The close of a session is where its path ends, so
the history of bars leads up to the live price.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import exp, sqrt

from live.alphavantage.simulator.levels import Levels, Step
from live.alphavantage.simulator.noise import normals, uniforms
from live.alphavantage.simulator.path import Paths, Root, bridged
from live.alphavantage.simulator.sessions import Calendar, TradingDay

# Where there is a night between two sessions, this much of the way's variance lies outside regular trading.
_OUTSIDE = 0.2
# And this much in each of pre-market and post-market.
_FRINGE = 0.05
# Trading itself moves the price, from bid to ask, by about this part of it and by a cent or two at least.
_JITTER, _CENTS = 3e-4, 0.015


@dataclass(frozen=True, slots=True)
class Bar:
    """A session, whole or as far as it has come: `close` is the last price then."""

    day: date
    open: float
    high: float
    low: float
    close: float
    volume: int


@dataclass(frozen=True, slots=True)
class Extended:
    """The last price outside regular trading, and the official close that it is measured against."""

    price: float
    against: float


class Market:
    def __init__(self, seed: int, calendar: Calendar) -> None:
        self.calendar = calendar
        self._levels = Levels(seed)
        self._paths = Paths(seed)
        self._seed = seed
        self._regular = lru_cache(maxsize=16_384)(self._regular_root)

    def bar(self, symbol: str, session: TradingDay, moment: float | None = None) -> Bar:
        """The session's bar as it stood at `moment`; the official one when that is after its close or None."""
        root = self._regular(symbol, session)
        volume = self._volume(symbol, session)
        if moment is None or moment >= session.closes:
            span = root.span
            return Bar(session.day, _cents(span.begin), _cents(span.high), _cents(span.low), _cents(span.end), volume)
        elapsed = max(0.0, (moment - session.opens) / (session.closes - session.opens))
        seen = self._paths.at(root, elapsed)
        done = int(volume * _turned_over(elapsed))
        return Bar(session.day, _cents(root.span.begin), _cents(seen.high), _cents(seen.low), _cents(seen.price), done)

    def close(self, symbol: str, session: TradingDay) -> float:
        return _cents(self._levels.step(symbol, session.number).close)

    def extended(self, symbol: str, moment: float) -> Extended | None:
        """The price outside regular trading at `moment`; None in regular trading or where there is none."""
        session = self.calendar.started(moment)
        if session.starts == session.opens or session.opens <= moment < session.closes:
            return None
        if moment < session.opens:
            root, begin, end = self._pre_root(symbol, session), session.starts, session.opens
            against = self.close(symbol, self.calendar.before(session))
        else:
            root, begin, end = self._post_root(symbol, session), session.closes, session.ends
            against = self.close(symbol, session)
        seen = self._paths.at(root, min(1.0, (moment - begin) / (end - begin)))
        return Extended(_cents(seen.price), against)

    def last_trade(self, symbol: str, moment: float) -> float:
        """When the last trade before `moment` was, within a second while anything is traded."""
        ends = self.calendar.started(moment).ends
        return min(moment, ends) - self._levels.traits(symbol).delay

    def shares(self, symbol: str) -> int:
        """Shares outstanding; about a hundred sessions turn all of them over."""
        return int(self._levels.traits(symbol).volume * 100)

    def beta(self, symbol: str) -> float:
        return self._levels.traits(symbol).beta

    def _step(self, symbol: str, session: TradingDay) -> Step:
        return self._levels.step(symbol, session.number)

    def _regular_root(self, symbol: str, session: TradingDay) -> Root:
        step = self._step(symbol, session)
        begin, variance = self._open(symbol, session), step.volatility**2
        if session.starts < session.opens:
            variance *= 1 - _OUTSIDE
        return self._root(symbol, session, "regular", begin, step.close, variance)

    def _pre_root(self, symbol: str, session: TradingDay) -> Root:
        step, opens = self._step(symbol, session), self._open(symbol, session)
        last = self._step(symbol, self.calendar.before(session)).close
        first = (last + opens) / 2 + step.volatility * sqrt(_FRINGE) * self._chance(symbol, session)[0]
        return self._root(symbol, session, "pre", first, opens, step.volatility**2 * _FRINGE)

    def _post_root(self, symbol: str, session: TradingDay) -> Root:
        step = self._step(symbol, session)
        last = step.close + step.volatility * sqrt(_FRINGE) * self._chance(symbol, session)[1]
        return self._root(symbol, session, "post", step.close, last, step.volatility**2 * _FRINGE)

    def _open(self, symbol: str, session: TradingDay) -> float:
        """The log price of the first trade: where the night, a bridge from close to close, has led."""
        step, before = self._step(symbol, session), self._step(symbol, self.calendar.before(session)).close
        if session.starts == session.opens:
            return before
        strayed = step.volatility * sqrt(_OUTSIDE * (1 - _OUTSIDE)) * self._chance(symbol, session)[2]
        return before + _OUTSIDE * (step.close - before) + strayed

    def _root(self, symbol: str, session: TradingDay, part: str, begin: float, end: float, variance: float) -> Root:
        step = self._step(symbol, session)
        up, down, *_ = uniforms(self._seed, symbol, session.number, part, "extremes")
        jitter = max(_JITTER, _CENTS * exp(-step.close))
        return Root(symbol, f"{session.number}/{part}", bridged(begin, end, variance, up, down), step.market, jitter)

    def _volume(self, symbol: str, session: TradingDay) -> int:
        """The whole session's shares: more on a day that moved far."""
        step, before = self._step(symbol, session), self._step(symbol, self.calendar.before(session))
        moved = abs(step.close - before.close) / step.volatility
        wild = step.volatility / self._levels.traits(symbol).volatility
        usual = self._levels.traits(symbol).volume
        return int(usual * wild**0.5 * exp(0.25 * self._chance(symbol, session)[3] + 0.2 * moved))

    def _chance(self, symbol: str, session: TradingDay) -> list[float]:
        return normals(self._seed, symbol, session.number, "session")


def _cents(level: float) -> float:
    return round(exp(level), 2)


def _turned_over(elapsed: float) -> float:
    """The part of a session's volume that is done: more at its begin and end than in the middle."""
    return 0.6 * elapsed + 0.2 * ((2 * elapsed - 1) ** 3 + 1)
