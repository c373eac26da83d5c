"""The request budget: counted in Redis, shared by all workers, taken before a request is sent. Fails closed.

Windows roll (a day is 24 h, a minute 60 s, a second 1 s) on Redis's clock, so that the clocks of workers do not
matter. Where a day is limited, each request is also written to the database before it is sent, and a Redis that
lost everything is filled again from there, with the short windows taken as full.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, cast
from uuid import uuid4

from redis.asyncio import Redis

from live.alphavantage.errors import Refusal
from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling.keys import Keys
from live.polling.planner import MINUTE_MARGIN

DAY, MINUTE, SECOND = 86_400, 60, 1
# These refusals stop everything for a while; the others concern a symbol alone.
PROVIDER_WIDE = {Refusal.BURST, Refusal.DAY_SPENT, Refusal.NOT_ENTITLED, Refusal.UNREACHABLE}
# After "too many a second or minute" nothing is asked for this long; seconds.
BURST_HOLD = 10
# After "the day is spent" it is tried once an hour: when the provider's day begins is not documented.
DAY_SPENT_HOLD = 3600
NOT_ENTITLED_HOLD = 600
# A provider that cannot be reached is tried again after 1, 2, 4 … seconds, up to this.
LONGEST_OUTAGE_HOLD = 60
# How long the one request after a hold may take before another is tried.
PROBE_HOLD = 15
# The database learns of activity at most this often.
ACTIVITY_RESOLUTION = timedelta(seconds=30)

_NOW = """
local t = redis.call('TIME')
local now = tonumber(ARGV[1]) + (t[1] + t[2] / 1000000 - tonumber(ARGV[2])) * tonumber(ARGV[3])
"""

# KEYS: log, hold, ready. ARGV: clock (3), token, wanted, a second, a minute, a day (0 is no limit), longest window,
# time for a probe. After a hold one request goes out to see whether the provider answers again.
# A time in the log that is still to come (the clock stepped back) counts in every window.
_TAKE = (
    _NOW
    + """
if redis.call('EXISTS', KEYS[3]) == 0 then return {-1, 0, 0, 0, tostring(now), 0} end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (now - tonumber(ARGV[9])))
local function used(window) return redis.call('ZCOUNT', KEYS[1], '(' .. (now - window), '+inf') end
local second, minute, day = used(1), used(60), used(86400)
local free = tonumber(ARGV[5])
local function cap(limit, taken) if limit > 0 then free = math.min(free, limit - taken) end end
cap(tonumber(ARGV[6]), second)
cap(tonumber(ARGV[7]), minute)
cap(tonumber(ARGV[8]), day)
local hold = tonumber(redis.call('HGET', KEYS[2], 'until') or 0)
if hold > now then free = 0 elseif hold > 0 and free > 1 then free = 1 end
free = math.max(free, 0)
if hold > 0 and free > 0 then redis.call('HSET', KEYS[2], 'until', now + tonumber(ARGV[10])) end
for i = 1, free do redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. i) end
return {free, second + free, minute + free, day + free, tostring(now), hold > 0 and 1 or 0}
"""
)

# KEYS: hold. ARGV: clock (3), seconds, whether they double with each in a row up to that.
_HOLD = (
    _NOW
    + """
local row = redis.call('HINCRBY', KEYS[1], 'row', 1)
local seconds = tonumber(ARGV[4])
if ARGV[5] == '1' then seconds = math.min(2 ^ (row - 1), seconds) end
redis.call('HSET', KEYS[1], 'until', now + seconds, 'since', now)
"""
)

# KEYS: hold. ARGV: when the request that was answered had been taken.
_ANSWERED = """
local since = redis.call('HGET', KEYS[1], 'since')
if since and tonumber(since) <= tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end
"""


class BudgetSpent(Exception):
    """The plan allows no request for this purpose now."""


class Purpose(Enum):
    """What a request is for, with the part of a limited day that it must leave to those before it."""

    NEWCOMER = 0.0  # the first price of a symbol
    REFRESH = 0.2  # a newer price: a fifth is kept for newcomers
    INSIGHT = 0.5  # company facts and history
    LISTING = 0.04  # the catalogue: once a week it may take the place of anything but the last request


@dataclass(frozen=True, slots=True)
class Spent:
    """What a `take` was granted, and what is used of each rolling window after it. A `probe` is the one request after
    a hold that finds out whether the provider answers again."""

    granted: int
    second: int
    minute: int
    day: int
    at: datetime
    probe: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """The budget's memory in the database, as functions that the caller's room provides.

    `sent_since(moment)` gives the times of requests sent since then; `write(moments)` adds some and returns when
    they are safe; `last_active()` is when this installation last polled at all, None when it never did.
    """

    sent_since: Callable[[datetime], Awaitable[list[datetime]]]
    write: Callable[[list[datetime]], Awaitable[None]]
    last_active: Callable[[], Awaitable[datetime | None]]


class Budget:
    """What may be asked of the provider now."""

    def __init__(self, redis: Redis, keys: Keys, plan: Plan, clock: Clock, ledger: Ledger) -> None:
        self._redis = redis
        self._keys = keys
        self._plan = plan
        self._clock = [str(clock.start), str(clock.origin), str(clock.speed)]
        self._ledger = ledger

    async def take(self, wanted: int, purpose: Purpose) -> Spent:
        """Take up to `wanted` requests, as many as every window still allows.

        Raises redis.RedisError (and the database's errors) when the count cannot be kept: then nothing is granted.
        """
        spent = await self._take(wanted, purpose)
        if spent.granted < 0:
            await self._rebuild(spent.at)
            spent = await self._take(wanted, purpose)
        if spent.granted and self._plan.limits.per_day:
            await self._ledger.write([spent.at] * spent.granted)
        return spent

    async def take_one(self, purpose: Purpose) -> Spent:
        """Take a single request. Raises BudgetSpent in words when none is to be had now."""
        spent = await self.take(1, purpose)
        if not spent.granted:
            raise BudgetSpent("no request of the provider's plan is left for this now; try again later")
        return spent

    async def hold(self, refusal: Refusal) -> None:
        """The provider refused: ask nothing for a while, as long as this refusal calls for."""
        seconds, doubles = {
            Refusal.BURST: (BURST_HOLD, False),
            Refusal.DAY_SPENT: (DAY_SPENT_HOLD, False),
            Refusal.NOT_ENTITLED: (NOT_ENTITLED_HOLD, False),
            Refusal.UNREACHABLE: (LONGEST_OUTAGE_HOLD, True),
        }[refusal]
        arguments = [*self._clock, str(seconds), "1" if doubles else "0"]
        await cast(Any, self._redis.eval(_HOLD, 1, self._keys.hold, *arguments))

    async def answered(self, taken_at: datetime) -> None:
        """A request taken at that time was answered: a hold from before it is over."""
        await cast(Any, self._redis.eval(_ANSWERED, 1, self._keys.hold, repr(taken_at.timestamp())))

    async def held_until(self) -> datetime | None:
        """Until when nothing is asked, None when nothing stands in the way."""
        until = await cast(Any, self._redis.hget(self._keys.hold, "until"))
        return datetime.fromtimestamp(float(until), UTC) if until else None

    @property
    def minute_limit(self) -> int:
        """What is used of a minute at the most: the margin keeps our window and the provider's apart."""
        return int((self._plan.limits.per_minute or 0) * (1 - MINUTE_MARGIN))

    async def _take(self, wanted: int, purpose: Purpose) -> Spent:
        limits = self._plan.limits
        # Rounded up, so that a day of one request is not left to nobody.
        day = limits.per_day and max(1, round(limits.per_day * (1 - purpose.value)))
        minute = self.minute_limit
        if purpose is Purpose.INSIGHT:
            minute = minute // 2  # prices go first in a minute too
        arguments = [
            *self._clock,
            uuid4().hex,
            str(wanted),
            str(limits.per_second),
            str(minute),
            str(day or 0),
            str(DAY if limits.per_day else MINUTE),
            str(PROBE_HOLD),
        ]
        log, ready = self._keys.budget, self._keys.budget_ready
        granted, second, minute, day_used, at, probe = await cast(
            Any, self._redis.eval(_TAKE, 3, log, self._keys.hold, ready, *arguments)
        )
        moment = datetime.fromtimestamp(float(at), UTC)
        return Spent(int(granted), int(second), int(minute), int(day_used), moment, bool(probe))

    async def _rebuild(self, now: datetime) -> None:
        """Fill a Redis that knows nothing from the database, before anything is granted."""
        async with self._redis.pipeline(transaction=True) as pipe:
            if self._plan.limits.per_day:
                for n, sent in enumerate(await self._ledger.sent_since(now - timedelta(days=1))):
                    pipe.zadd(self._keys.budget, {f"rebuilt:{n}": sent.timestamp()})
            last = await self._ledger.last_active()
            window = MINUTE if self._plan.limits.per_minute else SECOND
            if last is not None and now - last < timedelta(seconds=window) + ACTIVITY_RESOLUTION:
                # What was sent in the last minute is not known: the short windows are taken as full.
                pipe.hset(self._keys.hold, mapping={"until": now.timestamp() + window, "since": now.timestamp()})
            pipe.set(self._keys.budget_ready, "1")
            await pipe.execute()
