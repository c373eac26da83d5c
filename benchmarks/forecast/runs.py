"""Walks along one history, with all of it and as with a free key, and counts how often what was forecast came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, groupby

from benchmarks.forecast import rivals
from benchmarks.forecast.files import History
from live.insight.forecast.moves import Move, daily_moves, weekly_moves
from live.insight.forecast.outlook import HORIZONS
from live.insight.forecast.volatility import Volatility
from live.insight.forecast.walk import FIRST, Ends, Walk, begun
from live.providers.series import Bar

# Days that nothing is counted on: the slowest rival needs 250, the weeks before a short window two years.
UNCOUNTED = 500
# What a free key gives.
COMPACT = 100


@dataclass
class Tally:
    """Of one horizon's forecasts: how many, and how many closes fell inside."""

    days: int = 0
    inside90: int = 0
    inside50: int = 0

    def add(self, ends: Ends, outcome: float) -> None:
        low90, low50, high50, high90 = ends
        self.days += 1
        self.inside90 += low90 <= outcome <= high90
        self.inside50 += low50 <= outcome <= high50

    def part(self, count: int) -> float:
        return count / self.days if self.days else 0.0


@dataclass
class Result:
    """`scores` are sums over the same days: ours, and the rivals' by name."""

    name: str
    tallies: dict[int, Tally] = field(default_factory=lambda: {days: Tally() for days in HORIZONS})
    scores: dict[str, float] = field(default_factory=dict)

    def against(self, rival: str) -> float:
        """Our mean score over the rival's: less than 1 is better."""
        return self.scores["ours"] / self.scores[rival]


def long(history: History, since: date = date.min) -> Result:
    """With every day before: one walk, each forecast made before its day."""
    moves = daily_moves(history.bars)
    return _count(history, since, {"constant 250": 250}, whole(moves))


def short(history: History, since: date = date.min, every: int = 1) -> Result:
    """With the last 100 daily bars and the weekly bars before them, anew for each day."""
    return _count(history, since, {"constant 100": 100}, windows(history.bars, every))


def weeks_of(bars: Sequence[Bar]) -> list[Bar]:
    """The last bar of each week, as the provider names a week; only its close is used."""
    return [list(week)[-1] for _, week in groupby(bars, key=lambda bar: bar.day.isocalendar()[:2])]


def whole(moves: Sequence[Move]) -> Iterator[tuple[int, list[Ends]]]:
    """The place of each move, and what was forecast before it."""
    volatility = begun(moves[:FIRST])
    if volatility is None:
        return
    walk = Walk(volatility)
    for place, move in enumerate(moves[FIRST:], FIRST):
        if place >= UNCOUNTED:
            yield place, walk.forecast()
        walk.take(move)


def windows(bars: Sequence[Bar], every: int) -> Iterator[tuple[int, list[Ends]]]:
    """The same, each from a window of its own."""
    moves = daily_moves(bars)
    weeks = weeks_of(bars)
    after = _after_weeks(weeks)
    ended = 0
    for place in range(UNCOUNTED, len(moves), every):
        first = place + 1 - COMPACT  # the window's first bar; bars[place] is its last
        while weeks[ended].day < bars[first].day:
            ended += 1
        walk = Walk(after[ended].copy())
        for move in moves[first:place]:
            walk.take(move)
        yield place, walk.forecast()


def _after_weeks(weeks: Sequence[Bar]) -> list[Volatility]:
    """What each number of weeks says, from none on; too few say what the first ones do."""
    moves = weekly_moves(weeks, date.max)
    volatility = Volatility(moves[:FIRST])
    found = [volatility, volatility]
    for move in moves:
        volatility = volatility.copy()
        volatility.take(move)
        found.append(volatility)
    return found


def _count(history: History, since: date, constants: dict[str, int], made: Iterator[tuple[int, list[Ends]]]) -> Result:
    returns = [move.change for move in daily_moves(history.bars)]
    levels = list(accumulate(returns, initial=0.0))
    others = {name: rivals.constant(returns, days) for name, days in constants.items()}
    others["riskmetrics"] = rivals.riskmetrics(returns)
    result = Result(history.name, scores=dict.fromkeys(("ours", *others), 0.0))
    for place, forecast in made:
        if history.bars[place + 1].day < since:
            continue
        for days, ends in zip(HORIZONS, forecast, strict=True):
            if place + days < len(levels):
                result.tallies[days].add(ends, levels[place + days] - levels[place])
        outcome = returns[place]
        result.scores["ours"] += rivals.winkler(forecast[0][0], forecast[0][3], outcome)
        for name, deviations in others.items():
            reach = rivals.NINETY * (deviations[place] or 0.0)
            result.scores[name] += rivals.winkler(-reach, reach, outcome)
    return result
