"""The ranking as a worker last made it, kept in Redis, and what is asked for beside the pages that are looked at.

A page of the board watches its own rows. So that the others have places too, a few tickers of which the price is
unknown or oldest are leased as spare for as long as anybody looks at a board.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from redis import Redis, RedisError

from live.board.making import make
from live.board.ranking import Ranking, Sized
from live.polling import leases
from live.polling.keys import Keys
from live.providers.provider import Plan

log = logging.getLogger(__name__)

# Under this name the worker leases, for two runs of the task.
OWNER, LEASE_SECONDS = "board", 40
# So many of the others at a time: a whole request where a plan has bulk quotes.
IN_BULK, ONE_BY_ONE = 100, 10


def refresh(redis: Redis, keys: Keys, plan: Plan, now: datetime) -> None:
    """Make the ranking anew and keep it; lease some of what no page shows. Raises RedisError."""
    ranking, sized = make(redis, keys, now)
    redis.set(keys.board, json.dumps(ranking.as_json(), separators=(",", ":")))
    redis.delete(keys.spare_lease(OWNER))  # or this lease would be the one that keeps itself alive
    wanted = leases.wanted_now(redis, keys)
    if wanted.spare:
        some = others(sized, {*wanted.spare, *wanted.picked}, plan)
        pipe = redis.pipeline(transaction=True)
        leases.write(pipe, keys, OWNER, {}, LEASE_SECONDS, dict.fromkeys(some, 1))
        pipe.execute()


def others(sized: Iterable[Sized], leased: set[str], plan: Plan) -> list[str]:
    """What to ask for beside what is leased: never priced first, then the oldest price. Where a day has few requests,
    nothing. Pure."""
    if plan.limits.per_day:
        return []
    waiting: Sequence[Sized] = [one for one in sized if one.symbol not in leased]
    oldest = sorted(waiting, key=lambda one: one.asked)
    return [one.symbol for one in oldest[: IN_BULK if plan.bulk else ONE_BY_ONE]]


def read(redis: Redis, keys: Keys, now: datetime) -> Ranking:
    """The ranking as it was last made; made now where none is kept, without Redis from what the database has."""
    try:
        text: Any = redis.get(keys.board)
        if text is None:
            return make(redis, keys, now)[0]
    except RedisError:
        return make(None, keys, now)[0]
    try:
        return _parsed(text)
    except (KeyError, TypeError, ValueError):
        log.exception("a ranking that is none was left out")  # another release's
        return make(redis, keys, now)[0]


@lru_cache(maxsize=2)
def _parsed(text: bytes) -> Ranking:
    """Of the same text the same ranking: many pages are read between two of the worker's."""
    return Ranking.from_json(json.loads(text))
