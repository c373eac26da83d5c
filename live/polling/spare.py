"""What is left for symbols that nobody picked: after every pick's due requests, newcomers and the kept parts. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor

from live.polling.market import DAILY_BAR_SETTLES, Market
from live.polling.pace import requests_a_second
from live.polling.pauses import LATE_CLOSE_RETRIES
from live.polling.requests import BULK_SYMBOLS, LONG_AGO, Watched
from live.polling.scouts import shows
from live.providers.provider import Plan

# Of each minute this part is left for first prices, which come when they come.
NEWCOMERS_A_MINUTE = 0.1
# So many requests of each minute are left to facts and history beside spare prices: a board is full of lines and facts
# in minutes, and its prices are as much older as one in five is.
INSIGHT_BESIDE_SPARE = 12
# What is asked for now counts against a limited day for so long.
DAY = timedelta(days=1)
# Yesterday's requests for the close count until a little after today's: closes may wait for them as long.
A_CLOSE_TAKES = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Room:
    """What spare requests may have: so many of any minute, and of a limited day what is left over when by each of
    these moments so many requests will have been made for picks from now on."""

    minute: int
    coming: tuple[tuple[datetime, int], ...] = ()


def room(now: datetime, markets: Iterable[tuple[Market, Sequence[Watched]]], plan: Plan) -> Room:
    """The room that these picks, by their markets, leave."""
    if plan.limits.per_day:
        return Room(60 * plan.limits.per_second, _coming(now, list(markets)))
    each = BULK_SYMBOLS if plan.bulk else 1
    going = sum(len(some) for market, some in markets if market.moving)
    needed = 0.0 if plan.entitlement == "end_of_day" else ceil(going / each) / plan.poll_seconds
    a_minute = 60 * requests_a_second(plan)
    left = floor(a_minute - 60 * needed) - ceil(a_minute * NEWCOMERS_A_MINUTE) - INSIGHT_BESIDE_SPARE
    return Room(max(left, 0))


def _coming(now: datetime, markets: Sequence[tuple[Market, Sequence[Watched]]]) -> tuple[tuple[datetime, int], ...]:
    """What picks need now and at each close of the coming day, added up; late closes and their scouts included."""
    needs = [(now, sum(not shows(w, market) for market, some in markets for w in some))]
    for market, some in markets:
        bars = [session.closes + DAILY_BAR_SETTLES for session in market.hours.sessions]
        each = len(some) + len(LATE_CLOSE_RETRIES) if some else 0
        needs += [(bar + A_CLOSE_TAKES, each) for bar in bars if now < bar <= now + DAY]
    total, coming = 0, []
    for moment, needed in sorted(needs):
        total += needed
        coming.append((moment, total))
    return tuple(coming)


def oldest_first(watched: Watched) -> tuple[datetime, date, int, int, str]:
    """The order of spare symbols: by when they were last asked for, or what is held of them was; of those never asked
    for what most boards show, and the best known before the alphabet."""
    held = watched.quote.fetched_at if watched.quote else None
    last = watched.asked.at if watched.asked else held or LONG_AGO
    day = watched.quote.trading_day if watched.quote else None
    return (last, day or date.min, -watched.viewers, watched.fame, watched.symbol)
