"""Which of the picked tickers are kept fresh, when more are picked than the plan can serve. Pure.

Everybody's tickers together have so many places. Without that bound ten thousand people who each pick a rare ticker
would make the popular ones ten times as old: by the square-root rule those of one viewer add up. Who has most viewers
comes first; of equals the better known, then by lots that are always the same: so a ticker keeps its place as long as
the same ones are watched, however often it was asked for. What has no place has a first price, in its turn; after that
it gets what all others leave, as a board's tickers do, and its viewers are told so.
"""

from collections.abc import Mapping, Sequence
from heapq import nsmallest
from zlib import crc32

from live.polling.pace import refreshes_a_second
from live.polling.requests import Watched
from live.providers.provider import Plan

# Older than this a price of the moment is of little use; seconds.
LONGEST_ROUND = 600
# So many days' requests. Three in five of them are for newer closes, so each ticker has its turn within a week.
DAYS_OF_REQUESTS = 4


def places(plans: Sequence[Plan]) -> int:
    """How many tickers these plans together can keep fresh; 0 is without end."""
    each = [_places(plan) for plan in plans]
    return sum(each) if all(each) else 0


def _places(plan: Plan) -> int:
    if plan.limits.per_day:
        return DAYS_OF_REQUESTS * plan.limits.per_day
    return 0 if plan.entitlement == "end_of_day" else int(LONGEST_ROUND * refreshes_a_second(plan))


def without_a_place(picked: Mapping[str, int], known: Mapping[str, Watched], most: int) -> frozenset[str]:
    """Those of the picked symbols (with their viewers) for which there is no place; `most` of 0 is without end."""
    if not most or len(picked) <= most:
        return frozenset()

    def rank(symbol: str) -> tuple[int, int, int, str]:
        return (-picked[symbol], known[symbol].fame, crc32(symbol.encode()), symbol)

    first: list[str] = nsmallest(most, picked, key=rank)
    return frozenset(picked).difference(first)


def words(wanted: int, most: int) -> str:
    """What everybody is told while some have no place."""
    return (
        f"More tickers are watched here ({wanted:,}) than the plan can keep fresh ({most:,}): those that most people "
        "watch come first; the others get a first price, and newer ones from what is left."
    )
