"""Bars as the tests need them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import exp
from random import Random

from live.providers.series import Bar

BEGIN = date(2020, 1, 6)


def days(count: int, begin: date = BEGIN) -> list[date]:
    """So many weekdays, from a Monday on."""
    return [begin + timedelta(days=place // 5 * 7 + place % 5) for place in range(count)]


def bar(day: date, close: float, reach: float = 0.0, volume: int = 1000) -> Bar:
    """A bar that opens at its close and reaches `reach` (a log return) to both sides of it."""
    price, high, low = (Decimal(str(round(close * exp(move), 6))) for move in (0, reach, -reach))
    return Bar(day, price, high, low, price, volume)


def closes(prices: Sequence[float], begin: date = BEGIN) -> list[Bar]:
    return [bar(day, price) for day, price in zip(days(len(prices), begin), prices, strict=True)]


def wandering(count: int, volatility: float = 0.01, seed: int = 1, begin: date = BEGIN) -> list[Bar]:
    """Closes of a random walk whose daily log returns have this standard deviation."""
    chance, level, prices = Random(seed), 0.0, []
    for _ in range(count):
        level += chance.gauss(0, volatility)
        prices.append(100 * exp(level))
    return closes(prices, begin)


def weekly(bars: Iterable[Bar]) -> list[Bar]:
    """The last bar of each week."""
    last = {bar.day.isocalendar()[:2]: bar for bar in bars}
    return list(last.values())
