"""Waiting after a refusal: nothing is asked for a while, and then one request finds out whether the provider answers.

A hold is kept in Redis, in the hash that the budget reads before it grants anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from redis.asyncio import Redis

from live.polling.budget_scripts import NOW
from live.polling.keys import Keys
from live.providers.errors import Refusal
from live.providers.provider import Limits

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
# taken, whether the waits double, the refusal, whether the request may still arrive.
# Of many that are out when the provider goes away the first begins the hold; the others say nothing new.
_HOLD = (
    NOW
    + """
if ARGV[9] == '1' then redis.call('HSET', KEYS[1], 'given_up', 1) end
local began = redis.call('HGET', KEYS[1], 'since')
if ARGV[5] == '1' and began and tonumber(began) > tonumber(ARGV[6]) then return end
local row = redis.call('HINCRBY', KEYS[1], 'row', 1)
local seconds = tonumber(ARGV[4])
if row == 1 then redis.call('HSET', KEYS[1], 'began', now) end
local away = math.max(0, now - tonumber(redis.call('HGET', KEYS[1], 'began') or now))
if ARGV[5] == '1' then
  seconds = math.min(ARGV[7] == '1' and 2 ^ (row - 1) or math.max(1, away / 4), seconds)
end
local before, probe = unpack(redis.call('HMGET', KEYS[1], 'until', 'probe'))
before = tonumber(before or 0)
-- The time that a probe was given is over when it has failed.
if probe and math.abs(tonumber(probe) - (tonumber(ARGV[6]) or 0)) < 0.001 then before = 0 end
if now + seconds >= before then redis.call('HDEL', KEYS[1], 'probe') end
redis.call('HSET', KEYS[1], 'until', math.max(now + seconds, before), 'since', now)
if now + seconds >= before then redis.call('HSET', KEYS[1], 'why', ARGV[8]) end
"""
)

# KEYS: hold, what may still arrive. ARGV: clock (3), when the request that was answered had been taken, the most of a
# second. What was given up while a provider stood still, or a network, comes to it with the probe: this second is full.
_ANSWERED = (
    NOW
    + """
local since, given_up = unpack(redis.call('HMGET', KEYS[1], 'since', 'given_up'))
if not since or tonumber(since) > tonumber(ARGV[4]) then return end
for n = 1, given_up and tonumber(ARGV[5]) or 0 do
  redis.call('ZADD', KEYS[2], now, 'given-up:' .. ARGV[4] .. ':' .. n)
end
redis.call('DEL', KEYS[1])
"""
)


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing is asked until then, and after it one probe; `lost` because the count was lost, else by a `refusal`."""

    until: datetime
    lost: bool
    refusal: Refusal | None = None


class Holds:
    """The hold of one installation. `clock` is what the budget's scripts are told of it, `limits` the plan's."""

    def __init__(self, redis: Redis, keys: Keys, clock: Sequence[str], limits: Limits) -> None:
        self._redis, self._key, self._arriving, self._clock = redis, keys.hold, keys.arriving, clock
        # Each probe is one of a day's few requests.
        self._frugal = bool(limits.per_day)
        self._per_second = limits.per_second

    async def hold(self, refusal: Refusal, taken_at: datetime | None = None, *, may_arrive: bool = False) -> None:
        """The provider refused a request taken then: ask nothing for a while, as long as this refusal calls for. One
        that was given up `may_arrive` all the same, when the provider is back."""
        seconds, outage = {
            Refusal.BURST: (BURST_HOLD, False),
            Refusal.DAY_SPENT: (DAY_SPENT_HOLD, False),
            Refusal.NOT_ENTITLED: (NOT_ENTITLED_HOLD, False),
            Refusal.UNREACHABLE: (LONGEST_OUTAGE_HOLD, True),
        }[refusal]
        taken = repr(taken_at.timestamp()) if taken_at else "inf"
        arguments = [*self._clock, str(seconds), str(int(outage)), taken, str(int(self._frugal)), refusal.value]
        arguments.append(str(int(may_arrive)))
        await cast(Any, self._redis.eval(_HOLD, 1, self._key, *arguments))

    async def answered(self, taken_at: datetime) -> None:
        """A request taken at that time was answered: a hold from before it is over."""
        arguments = [*self._clock, repr(taken_at.timestamp()), str(self._per_second)]
        await cast(Any, self._redis.eval(_ANSWERED, 2, self._key, self._arriving, *arguments))

    async def held(self) -> Held | None:
        """What stands in the way of every request, None when nothing was refused since the last answer."""
        until, lost, why = await cast(Any, self._redis.hmget(self._key, ["until", "lost", "why"]))
        refusal = Refusal(why.decode()) if why else None
        return Held(datetime.fromtimestamp(float(until), UTC), bool(lost), refusal) if until else None
