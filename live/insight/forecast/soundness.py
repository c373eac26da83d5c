"""Whether bars tell how far a price may go: what is missing, frozen or impossible is said in words. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, takewhile
from math import log

from live.insight.forecast.outlook import NoOutlook
from live.providers.series import Bar

# Under so many trading days (without an interruption among them) a spread is mostly chance: after 30 the scale of
# normal returns is known to within 13 %, after 10 to within 22 %.
LEAST_DAYS = 30
# Two bars further apart than this are not neighbours: trading was interrupted. September 2001 made seven days.
LONGEST_GAP = timedelta(days=10)
# So many closes without a change are no market, whatever the volume; without volume fewer do.
STILL, UNTRADED = 20, 5
# A day's jump by more than this factor, among so many last days, is an error or a split that was not recognised.
JUMP, LOOKED_AT = 5, 100


def require(daily: Sequence[Bar]) -> list[Bar]:
    """The bars (oldest first, split-adjusted) since trading was last interrupted. Raises NoOutlook."""
    if any(after.day <= before.day for before, after in pairwise(daily)):
        raise NoOutlook("The price history makes no sense: its days are not in order.")
    since = _uninterrupted(daily)
    if len(since) < LEAST_DAYS:
        if len(since) < len(daily):
            raise NoOutlook(
                f"Trading was interrupted until {_day(since[0].day)}; {_days(len(since))} since then are too few."
            )
        raise NoOutlook(f"Too little history: {_days(len(since))}, {LEAST_DAYS} are needed.")
    for before, after in pairwise(since[-LOOKED_AT:]):
        if abs(log(float(after.close) / float(before.close))) > log(JUMP):
            raise NoOutlook(
                f"The price history makes no sense: {_money(before)}, then {_money(after)} on {_day(after.day)}."
            )
    _require_trading(since)
    return since


def _require_trading(bars: Sequence[Bar]) -> None:
    last = bars[-1]
    same = list(takewhile(lambda bar: bar.close == last.close, reversed(bars)))
    idle = list(takewhile(lambda bar: bar.volume == 0 and bar.high == bar.low == last.close, same))
    # History without volumes, such as an index's, has none anywhere.
    if len(idle) >= UNTRADED and any(bar.volume for bar in bars):
        traded = next(bar for bar in reversed(bars) if bar.volume or bar.close != last.close)
        raise NoOutlook(f"Not traded since {_day(traded.day)}.")
    if len(same) >= STILL:
        raise NoOutlook(f"The price has not changed for {_days(len(same))}.")


def _uninterrupted(bars: Sequence[Bar]) -> list[Bar]:
    start = 0
    for place, (before, after) in enumerate(pairwise(bars), 1):
        if after.day - before.day > LONGEST_GAP:
            start = place
    return list(bars[start:])


def _days(count: int) -> str:
    return f"{count} trading day" if count == 1 else f"{count} trading days"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _money(bar: Bar) -> str:
    return f"{bar.close:.2f}"
