"""What is usual for a ticker around one of its bars: how far it moves, and how much money changes hands. Pure.

Moves are natural logarithms, so that splits inside the span hardly matter; money is price times shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median
from typing import Self

from live.providers.series import Bar

# So many bars before and after are looked at; from fewer in all than FEWEST nothing is known.
BEFORE, AFTER, FEWEST = 60, 20, 10


@dataclass(frozen=True, slots=True)
class Usual:
    """Medians: of the jump from a close to the next open, of the move from close to close, of the way from low to
    high, of the money; `busy` is the money of the busiest tenth."""

    jump: float
    move: float
    range: float
    money: float
    busy: float

    @classmethod
    def around(cls, bars: Sequence[Bar], place: int) -> Self | None:
        """What is usual around the bar at `place`, itself left out; `bars` are oldest first."""
        near = [at for at in range(max(1, place - BEFORE), min(len(bars), place + AFTER + 1)) if at != place]
        if len(near) < FEWEST:
            return None
        turnover = sorted(money(bars[at]) for at in near)
        return cls(
            jump=median(abs(jump(bars[at - 1], bars[at])) for at in near),
            move=median(abs(move(bars[at - 1], bars[at])) for at in near),
            range=median(reach(bars[at]) for at in near),
            money=median(turnover),
            busy=turnover[len(turnover) * 9 // 10],
        )


def jump(before: Bar, bar: Bar) -> float:
    """From a close to the next open."""
    return log(bar.open / before.close)


def move(before: Bar, bar: Bar) -> float:
    """From a close to the next."""
    return log(bar.close / before.close)


def reach(bar: Bar) -> float:
    """From a bar's low to its high."""
    return log(bar.high / bar.low)


def money(bar: Bar) -> float:
    return float(bar.close) * bar.volume
