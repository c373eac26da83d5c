"""Waiting after a refusal: nothing is asked for a while, and then one request finds out whether the provider answers.

A hold is kept in Redis, in the hash that the budget reads before it grants anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from redis.asyncio import Redis

from live.polling.budget_scripts import NOW
from live.providers.errors import Refusal

# These refusals stop everything for a while; the others concern a symbol alone.
PROVIDER_WIDE = {Refusal.BURST, Refusal.DAY_SPENT, Refusal.NOT_ENTITLED, Refusal.UNREACHABLE}
# Of these when the request was for something else than a price: that facts are not in the plan says nothing of prices.
OF_WHATEVER_WAS_ASKED = PROVIDER_WIDE - {Refusal.NOT_ENTITLED}
# After "too many a second or minute" nothing is asked for this long; seconds.
BURST_HOLD = 10
# After "the day is spent" it is tried once an hour: when the provider's day begins is not documented.
DAY_SPENT_HOLD = 3600
NOT_ENTITLED_HOLD = 600
# A provider that cannot be reached is tried again after a second, then after a quarter of the time that it was away,
# up to this: so prices are back soon after it. Where a day has few requests each wait is twice the last one.
LONGEST_OUTAGE_HOLD = 60

# KEYS: hold. ARGV: clock (3), seconds, whether it is an outage, with waits that grow up to that, when the request was
# taken, whether the waits double, the refusal.
# Of many that are out when the provider goes away the first begins the hold; the others say nothing new.
_HOLD = (
    NOW
    + """
local began = redis.call('HGET', KEYS[1], 'since')
if ARGV[5] == '1' and began and tonumber(began) > tonumber(ARGV[6]) then return end
local row = redis.call('HINCRBY', KEYS[1], 'row', 1)
local seconds = tonumber(ARGV[4])
if row == 1 then redis.call('HSET', KEYS[1], 'began', now) end
local away = math.max(0, now - tonumber(redis.call('HGET', KEYS[1], 'began') or now))
if ARGV[5] == '1' then
  seconds = math.min(ARGV[7] == '1' and 2 ^ (row - 1) or math.max(1, away / 4), seconds)
end
local before = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
redis.call('HSET', KEYS[1], 'until', math.max(now + seconds, before), 'since', now)
if now + seconds >= before then redis.call('HSET', KEYS[1], 'why', ARGV[8]) end
"""
)

# KEYS: hold. ARGV: when the request that was answered had been taken.
_ANSWERED = """
local since = redis.call('HGET', KEYS[1], 'since')
if since and tonumber(since) <= tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing is asked until then, and after it one probe; `lost` because the count was lost, else by a `refusal`."""

    until: datetime
    lost: bool
    refusal: Refusal | None = None


class Holds:
    """The hold of one installation. `clock` is what the budget's scripts are told of it; `frugal` when each probe is
    one of a day's few requests."""

    def __init__(self, redis: Redis, key: str, clock: Sequence[str], *, frugal: bool) -> None:
        self._redis, self._key, self._clock, self._frugal = redis, key, clock, frugal

    async def hold(self, refusal: Refusal, taken_at: datetime | None = None) -> None:
        """The provider refused a request taken then: ask nothing for a while, as long as this refusal calls for."""
        seconds, outage = {
            Refusal.BURST: (BURST_HOLD, False),
            Refusal.DAY_SPENT: (DAY_SPENT_HOLD, False),
            Refusal.NOT_ENTITLED: (NOT_ENTITLED_HOLD, False),
            Refusal.UNREACHABLE: (LONGEST_OUTAGE_HOLD, True),
        }[refusal]
        taken = repr(taken_at.timestamp()) if taken_at else "inf"
        arguments = [*self._clock, str(seconds), str(int(outage)), taken, str(int(self._frugal)), refusal.value]
        await cast(Any, self._redis.eval(_HOLD, 1, self._key, *arguments))

    async def answered(self, taken_at: datetime) -> None:
        """A request taken at that time was answered: a hold from before it is over."""
        await cast(Any, self._redis.eval(_ANSWERED, 1, self._key, repr(taken_at.timestamp())))

    async def held(self) -> Held | None:
        """What stands in the way of every request, None when nothing was refused since the last answer."""
        until, lost, why = await cast(Any, self._redis.hmget(self._key, ["until", "lost", "why"]))
        refusal = Refusal(why.decode()) if why else None
        return Held(datetime.fromtimestamp(float(until), UTC), bool(lost), refusal) if until else None
