"""Splits, recognised in bars as they were traded, and the bars as if there had been none. Pure.

The provider's daily and weekly bars are not adjusted, so a 2:1 split looks like a fall by half. It is called a split
when four things hold together, each judged by the bars around it:

1. the price jumps, from one close to the next open, by a simple ratio: to within five usual jumps;
2. the jump is at least eight times a usual day's move;
3. the day itself is calm: from its low to its high no more than three times the usual way;
4. no more money changes hands than four times as usual, or than in the busiest tenth of days.

A crash breaks the third or the fourth: whoever is told bad news sells, and at many prices. Where volumes or ranges are
missing nothing is called a split, unless the provider's own quote measured that day's change from a close that is
smaller than the traded one by the ratio. A weekly bar may have the split inside it: then its two ends are the jump, and
the week after is the one that must be calm. Ratios under 3:2 are left alone: they are as likely a bad day.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import log, prod
from statistics import median

from live.insight import usual
from live.insight.usual import Usual
from live.providers.series import Bar

# New shares for an old one: those that companies choose, and the same the other way about.
FORWARD = (*map(Fraction, (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100)), Fraction(3, 2))
RATIOS = (*FORWARD, *(1 / ratio for ratio in FORWARD))
LOG = {ratio: log(ratio) for ratio in RATIOS}

USUAL_JUMPS, USUAL_MOVES, USUAL_RANGES, USUAL_MONEY = 5, 8, 3, 4
# A ticker that hardly moves may still open 2 % away; one that moves wildly is given a sixth of the ratio at most.
LEAST_SLACK, MOST_SLACK = 0.02, 1 / 6
# By this much (in logarithms) the provider's own previous close may differ from the traded one over the ratio.
AS_TOLD = 0.005

_EXACT = Context(prec=12)


@dataclass(frozen=True, slots=True)
class Split:
    """`ratio` new shares for each old one (1/10 is a reverse split); `day` is that of the first bar after it, or of
    the weekly bar that holds it."""

    day: date
    ratio: Fraction

    def __str__(self) -> str:
        return f"{self.ratio.numerator}:{self.ratio.denominator}"


def adjusted(bars: Sequence[Bar], splits: Sequence[Split] | None = None) -> list[Bar]:
    """The bars oldest first, those before a split in the shares of today; `splits` are `found(bars)` if not given."""
    ordered = sorted(bars, key=lambda bar: bar.day)
    changes = sorted(found(ordered) if splits is None else splits, key=lambda split: split.day)
    days = [split.day for split in changes]
    result = []
    for place, bar in enumerate(ordered):
        now, first = bar, bisect_left(days, bar.day)
        if first < len(days) and days[first] == bar.day:
            if place and _inside(ordered[place - 1], bar, changes[first].ratio):
                now = _straddling(bar, changes[first].ratio)
            first += 1
        result.append(_scaled(now, prod((split.ratio for split in changes[first:]), start=Fraction(1))))
    return result


def found(bars: Sequence[Bar], told: Mapping[date, Decimal] | None = None) -> list[Split]:
    """The splits in these bars, oldest first. `told` are the previous closes that a day's quotes had."""
    ordered = sorted(bars, key=lambda bar: bar.day)
    weekly = len(ordered) > 1 and median((new.day - old.day).days for old, new in pairwise(ordered)) > 4
    splits = []
    for place in range(1, len(ordered)):
        before, bar = ordered[place - 1], ordered[place]
        previous = (told or {}).get(bar.day)
        ratio = (previous and _as_told(before.close, previous)) or _at_open(ordered, place)
        if ratio is None and weekly:
            ratio = _within(ordered, place)
        if ratio is not None:
            splits.append(Split(bar.day, ratio))
    return splits


def in_weeks(daily: Sequence[Bar], weekly: Sequence[Bar], known: Sequence[Split]) -> list[Split]:
    """The splits in weekly bars. Where there are daily bars these decide, by the splits `known` of them, if the weekly
    bars jump at all: what the days do not call a split is none, and a series without a jump was adjusted before."""
    weeks, own = sorted(weekly, key=lambda bar: bar.day), found(weekly)
    first = min((bar.day for bar in daily), default=date.max)
    splits = [split for split in own if split.day < first]
    for split in known:
        week = bisect_left(weeks, split.day, key=lambda bar: bar.day)
        if 0 < week < len(weeks):
            jumped, full = -usual.move(weeks[week - 1], weeks[week]), log(split.ratio)
            if abs(jumped - full) < abs(jumped):
                splits.append(Split(weeks[week].day, split.ratio))
    return splits


def _as_told(close: Decimal, previous: Decimal) -> Fraction | None:
    jumped = log(close / previous)
    ratio = _nearest(jumped)
    return ratio if ratio and abs(jumped - LOG[ratio]) <= AS_TOLD else None


def _at_open(bars: Sequence[Bar], place: int) -> Fraction | None:
    bar, jumped = bars[place], -usual.jump(bars[place - 1], bars[place])
    ratio = _nearest(jumped)
    known = Usual.around(bars, place) if ratio else None
    if ratio is None or known is None or not _matches(jumped, ratio, known.jump, known.move):
        return None
    calm = 0 < usual.reach(bar) <= USUAL_RANGES * known.range
    return ratio if calm and _usual_money(bar, known) else None


def _within(bars: Sequence[Bar], place: int) -> Fraction | None:
    """A split inside the bar: it opened where the one before closed, and closed a ratio away."""
    bar, jumped = bars[place], -usual.move(bars[place - 1], bars[place])
    ratio = _nearest(jumped)
    known = Usual.around(bars, place) if ratio and place + 1 < len(bars) else None
    if ratio is None or known is None or not _matches(jumped, ratio, known.move, known.move):
        return None
    calm = 0 < usual.reach(bars[place + 1]) <= USUAL_RANGES * known.range
    no_more = usual.reach(bar) <= abs(LOG[ratio]) + USUAL_RANGES * known.range
    return ratio if calm and no_more and _usual_money(bar, known) else None


def _matches(jumped: float, ratio: Fraction, usual_jump: float, usual_move: float) -> bool:
    slack = max(LEAST_SLACK, min(USUAL_JUMPS * usual_jump, MOST_SLACK * abs(LOG[ratio])))
    return abs(jumped - LOG[ratio]) <= slack and abs(jumped) >= USUAL_MOVES * usual_move


def _usual_money(bar: Bar, known: Usual) -> bool:
    # With a split inside the bar its shares are of two sizes: at the lower price none is counted for more than it was.
    money = float(min(bar.open, bar.close)) * bar.volume
    return 0 < money <= max(USUAL_MONEY * known.money, known.busy)


def _inside(before: Bar, bar: Bar, ratio: Fraction) -> bool:
    """Whether the bar opened in old shares."""
    jumped = -usual.jump(before, bar)
    return abs(jumped) < abs(jumped - log(ratio))


def _straddling(bar: Bar, ratio: Fraction) -> Bar:
    """A weekly bar with the split inside it, in new shares. Of the extremes of each part one is known."""
    opened, high, low = (_over(price, ratio) for price in (bar.open, bar.high, bar.low))
    if ratio > 1:  # its high was made in old shares, its low in new ones
        return replace(bar, open=opened, high=max(high, bar.close), low=min(bar.low, opened))
    return replace(bar, open=opened, high=max(bar.high, opened), low=min(low, bar.close))


def _scaled(bar: Bar, ratio: Fraction) -> Bar:
    if ratio == 1:
        return bar
    opened, high, low, close = (_over(price, ratio) for price in (bar.open, bar.high, bar.low, bar.close))
    return Bar(bar.day, opened, high, low, close, round(bar.volume * ratio))


def _over(price: Decimal, ratio: Fraction) -> Decimal:
    return _EXACT.divide(price * ratio.denominator, Decimal(ratio.numerator))


def _nearest(jumped: float) -> Fraction | None:
    """The ratio that this jump may be, None when it is near none."""
    ratio = min(RATIOS, key=lambda ratio: abs(jumped - LOG[ratio]))
    return ratio if abs(jumped - LOG[ratio]) <= MOST_SLACK * abs(LOG[ratio]) else None
