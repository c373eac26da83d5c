"""The outlook of a ticker from its bars. docs/forecast.md says why so, and how well it does. Pure.

It takes no library: one pass of plain arithmetic, a few milliseconds for what a free key gives.
"""

from collections.abc import Sequence

from live.insight.forecast import soundness
from live.insight.forecast.moves import daily_moves, weekly_moves
from live.insight.forecast.outlook import HORIZONS, Coverage, NoOutlook, Outlook, Quantiles
from live.insight.forecast.walk import FIRST, Ends, Walk, begun
from live.providers.series import Bar

METHOD = "volatility over five memories, calibrated on the ticker's own days"
# Five years of days and ten of weeks: what is older hardly weighs, and would take time.
DAYS, WEEKS = 1250, 520


def estimate(daily: Sequence[Bar], weekly: Sequence[Bar]) -> Outlook:
    """Both oldest first, split-adjusted, of days and weeks that are over; weeks since the first day are left out.

    The medians are no change: which way a price goes is not foretold, and no drift is claimed.
    Raises NoOutlook, in words for people, when the bars say too little or nothing that makes sense.
    """
    bars = soundness.require(daily)[-DAYS:]
    moves = daily_moves(bars)
    volatility = begun(weekly_moves(weekly, bars[0].day)[-WEEKS:])
    # Without weeks the first days give the level in hindsight, so nothing is tested on them.
    seen = 0 if volatility else FIRST
    volatility = volatility or begun(moves[:FIRST])
    if volatility is None:
        raise NoOutlook("Too little history.")
    walk = Walk(volatility)
    days = inside90 = inside50 = 0
    for move in moves[seen:]:
        low90, low50, high50, high90 = walk.forecast()[0]
        days += 1
        inside90 += low90 <= move.change <= high90
        inside50 += low50 <= move.change <= high50
        walk.take(move)
    return Outlook(
        made_from=bars[-1].day,
        horizons={days: _quantiles(ends) for days, ends in zip(HORIZONS, walk.forecast(), strict=True)},
        method=METHOD,
        coverage=Coverage(days, inside90, inside50) if days else None,
    )


def _quantiles(ends: Ends) -> Quantiles:
    low90, low50, high50, high90 = ends
    return Quantiles(low90, low50, 0.0, high50, high90)
