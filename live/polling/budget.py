"""The request budget: counted in Redis, shared by all workers, taken before a request is sent. Fails closed.

Windows roll on Redis's clock, so that the clocks of workers do not matter: a day is 24 h, a minute 60 s, and a second
1.1 s, because the wire may bring two requests closer together. When a request arrived is known by its answer alone: it
counts from then, or from when it has left and 0.3 s are over since it was taken, or from a second after that if that is
sooner. Where a day is limited, each request is also written to the database before it is sent, and a Redis that lost
everything is filled again from there, with the short windows taken as full.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, cast
from uuid import uuid4

from redis.asyncio import Redis

from live.alphavantage.errors import Refusal
from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling.keys import Keys
from live.polling.pace import INSIGHT_A_MINUTE, MINUTE_MARGIN
from live.polling.spare import Room

# A request may take a while to arrive: a day is kept a minute longer than it is, as a second is.
DAY, MINUTE, SECOND = 86_400 + 60, 60, 1
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
# Until it has left or is answered a request is taken to be still on its way for so long: a connection is made first.
ARRIVES_WITHIN = 1
# Once it has left it is taken to be on its way only so long, since it was taken: 30 a second that count for 1.1 + 0.3 s
# are 21 a second, and a plan of 1200 a minute needs 19, however slow its answers are. Of 30 that are sent at once over
# new connections the last leaves 0.1 to 0.2 s after it was taken.
ARRIVES_SOON = 0.3
# The database learns of activity at most this often.
ACTIVITY_RESOLUTION = timedelta(seconds=30)

_NOW = """
local t = redis.call('TIME')
local now = tonumber(ARGV[1]) + (t[1] + t[2] / 1000000 - tonumber(ARGV[2])) * tonumber(ARGV[3])
"""

# What is still to come happened before the clock stepped back: it counts as of now, and a hold runs anew.
_STEPPED_BACK = """
for n = 5, #KEYS do
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[n], '(' .. (now + 2), '+inf')) do
    redis.call('ZADD', KEYS[n], now, member)
  end
end
local held = redis.call('HMGET', KEYS[1], 'until', 'since')
if held[2] and tonumber(held[2]) > now + 1 then
  redis.call('HSET', KEYS[1], 'until', now + held[1] - held[2], 'since', now)
end
"""

# KEYS: hold, ready, insight wanted, prices wanted, what may still arrive, then one log a purpose, the taker's own
# first. ARGV: clock (3), token, wanted, the limits of a second, ten seconds, a minute and a day (0 is no limit), the
# longest window, time for a probe, what the taker is (1 INSIGHT, 2 a pick's price, 0 another), how much of a minute is
# left to INSIGHT when it wants it, what is kept of a day for the purpose of each log, how long a request may take to
# arrive.
# For SPARE then its most of a minute, and pairs of a moment and what refreshes will have taken by then.
_TAKE = (
    _NOW
    + _STEPPED_BACK
    + """
if redis.call('EXISTS', KEYS[2]) == 0 then return {-1, 0, 0, 0, tostring(now), 0} end
local function used(log, window) return redis.call('ZCOUNT', log, '(' .. (now - window), '+inf') end
local function wanted(key)
  local at = redis.call('GET', key)
  return at and math.abs(now - tonumber(at)) < 60
end
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now - 3)
local second, ten, minute, day, kept = used(KEYS[5], 1.1), 0, 0, 0, 0
for n = 6, #KEYS do
  redis.call('ZREMRANGEBYSCORE', KEYS[n], '-inf', '(' .. (now - tonumber(ARGV[10])))
  ten = ten + used(KEYS[n], 10)
  local today = used(KEYS[n], tonumber(ARGV[10]))
  minute, day = minute + used(KEYS[n], 60), day + today
  if n > 6 then kept = kept + math.max(0, tonumber(ARGV[7 + n]) - today) end
end
local asked = tonumber(ARGV[5])
local free = asked
local function cap(limit, taken) if limit > 0 then free = math.min(free, limit - taken) end end
cap(tonumber(ARGV[6]), second)
cap(tonumber(ARGV[7]), ten)
local minute_limit = tonumber(ARGV[8])
if minute_limit > 0 and ARGV[12] == '1' then
  if wanted(KEYS[4]) then cap(tonumber(ARGV[13]), used(KEYS[6], 60)) end
elseif minute_limit > 0 and wanted(KEYS[3]) then
  minute_limit = minute_limit - tonumber(ARGV[13])
end
if minute_limit > 0 and ARGV[12] == '2' and asked > 0 and asked > minute_limit - minute then
  redis.call('SET', KEYS[4], now)
end
cap(minute_limit, minute)
if tonumber(ARGV[9]) > 0 then free = math.min(free, tonumber(ARGV[9]) - day - kept) end
local own = 9 + #KEYS
if ARGV[own] then
  cap(math.max(1, math.floor(tonumber(ARGV[6]) / 2)), second)
  free = math.min(free, tonumber(ARGV[own]) - used(KEYS[6], 60))
  free = math.min(free, math.ceil(tonumber(ARGV[own]) / 6) - used(KEYS[6], 10))
end
for i = own + 1, #ARGV, 2 do
  -- By then a part of what counts today will count no more, and each other purpose may have had what is kept for it.
  local taken, left, window = 0, 0, tonumber(ARGV[10]) - (tonumber(ARGV[i]) - now)
  for n = 6, #KEYS do
    local still = used(KEYS[n], window)
    taken = taken + still
    if n == 8 then left = left + math.max(tonumber(ARGV[i + 1]), tonumber(ARGV[7 + n]) - still)
    elseif n > 6 then left = left + math.max(0, tonumber(ARGV[7 + n]) - still) end
  end
  if window > 0 then free = math.min(free, tonumber(ARGV[9]) - taken - left) end
end
local hold = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
if hold > now then free = 0 elseif hold > 0 and free > 1 then free = 1 end
free = math.max(free, 0)
if hold > 0 and free > 0 then redis.call('HSET', KEYS[1], 'until', now + tonumber(ARGV[11])) end
if ARGV[12] == '1' then
  if free == 0 then redis.call('SET', KEYS[3], now) else redis.call('DEL', KEYS[3]) end
end
for i = 1, free do
  redis.call('ZADD', KEYS[6], now, ARGV[4] .. ':' .. i)
  redis.call('ZADD', KEYS[5], now + tonumber(ARGV[8 + #KEYS]), ARGV[4] .. ':' .. i)
end
return {free, second + free, minute + free, day + free, tostring(now), hold > 0 and 1 or 0}
"""
)

# KEYS: what may still arrive. ARGV: clock (3), by how much the time for those that have left is cut, how many are
# answered, these, and then those that have left.
_LANDED = (
    _NOW
    + """
for i = 6, #ARGV do
  local latest = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or now)
  local at = now
  if i > 5 + tonumber(ARGV[5]) then at = math.max(now, latest - tonumber(ARGV[4])) end
  if at < latest then redis.call('ZADD', KEYS[1], at, ARGV[i]) end
end
"""
)

# KEYS: hold. ARGV: clock (3), seconds, whether they double with each in a row up to that, when the request was taken.
# Of many that are out when the provider goes away the first begins the hold; the others say nothing new.
_HOLD = (
    _NOW
    + """
local began = redis.call('HGET', KEYS[1], 'since')
if ARGV[5] == '1' and began and tonumber(began) > tonumber(ARGV[6]) then return end
local row = redis.call('HINCRBY', KEYS[1], 'row', 1)
local seconds = tonumber(ARGV[4])
if ARGV[5] == '1' then seconds = math.min(2 ^ (row - 1), seconds) end
local until_then = math.max(now + seconds, tonumber(redis.call('HGET', KEYS[1], 'until') or 0))
redis.call('HSET', KEYS[1], 'until', until_then, 'since', now)
"""
)

# KEYS: hold. ARGV: when the request that was answered had been taken.
_ANSWERED = """
local since = redis.call('HGET', KEYS[1], 'since')
if since and tonumber(since) <= tonumber(ARGV[1]) then redis.call('DEL', KEYS[1]) end
"""


class BudgetSpent(Exception):
    """The plan allows no request for this purpose now."""


class Purpose(StrEnum):
    """What a request is for. The first is served first; of a limited day each has a part that no other may take."""

    NEWCOMER = "newcomer"  # the first price of a symbol
    REFRESH = "refresh"  # a newer price
    INSIGHT = "insight"  # company facts and history
    LISTING = "listing"  # the catalogue
    SPARE = "spare"  # a price of what nobody picked


# The part of a limited day that is kept for each purpose until it is used; what is kept for none is anyone's.
KEPT = {Purpose.NEWCOMER: 0.2, Purpose.REFRESH: 0.4, Purpose.INSIGHT: 0.2, Purpose.LISTING: 0.0, Purpose.SPARE: 0.0}
# Refreshes are spread: in ten seconds a sixth of what a minute allows. Newcomers need not wait for that.
PACE = 10
NO_ROOM = Room(0)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request that was granted, as the budget's logs name it."""

    purpose: Purpose
    name: str


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
    purpose: Purpose
    token: str

    @property
    def tickets(self) -> list[Ticket]:
        return [Ticket(self.purpose, f"{self.token}:{n + 1}") for n in range(self.granted)]


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing is asked until then, and after it one probe; `lost` because the count was lost, else by a refusal."""

    until: datetime
    lost: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """The budget's memory in the database, as functions that the caller's room provides.

    `sent_since(moment)` gives the requests sent since then, each with what it was for; `write(purpose, moments)` adds
    some and returns when they are safe; `last_active()` is when this installation last polled at all, None when it
    never did.
    """

    sent_since: Callable[[datetime], Awaitable[list[tuple[Purpose, datetime]]]]
    write: Callable[[Purpose, list[datetime]], Awaitable[None]]
    last_active: Callable[[], Awaitable[datetime | None]]


class Budget:
    """What may be asked of the provider now."""

    def __init__(self, redis: Redis, keys: Keys, plan: Plan, clock: Clock, ledger: Ledger) -> None:
        self._redis = redis
        self._keys = keys
        self._plan = plan
        self._clock = [str(clock.start), str(clock.origin), str(clock.speed)]
        self._ledger = ledger

    async def take(self, wanted: int, purpose: Purpose, room: Room | None = None) -> Spent:
        """Take up to `wanted` requests, as many as every window still allows; for SPARE as many as `room` leaves.

        Raises redis.RedisError (and the database's errors) when the count cannot be kept: then nothing is granted.
        """
        token = uuid4().hex
        limited = wanted and self._plan.limits.per_day
        spent = await self._take(0 if limited else wanted, purpose, token, room)
        if spent.granted < 0 or (limited and await self._forgot(spent)):
            await self._rebuild(spent.at)
            spent = await self._take(wanted, purpose, token, room)
        elif limited:
            spent = await self._take(wanted, purpose, token, room)
        if not spent.granted:
            return spent
        if self._plan.limits.per_day:
            await self._ledger.write(purpose, [spent.at] * spent.granted)
            if await self._redis.zscore(self._keys.budget(purpose), f"{token}:1") is None:
                # Redis was lost meanwhile, and filled again perhaps before these were written down.
                return replace(spent, granted=0)
        elif await self._is_news():
            await self._ledger.write(purpose, [spent.at])
        return spent

    async def take_one(self, purpose: Purpose) -> Spent:
        """Take a single request. Raises BudgetSpent in words when none is to be had now."""
        spent = await self.take(1, purpose)
        if not spent.granted:
            raise BudgetSpent("no request of the provider's plan is left for this now; try again later")
        return spent

    async def landed(self, answered: Sequence[Ticket], left: Sequence[Ticket] = ()) -> None:
        """These were answered, well or not: they have arrived, and count from now at the latest. Those have `left` this
        machine, each told once: they arrive soon."""
        if not answered and not left:
            return
        names = [one.name for one in (*answered, *left)]
        arguments = [*self._clock, str(ARRIVES_WITHIN - ARRIVES_SOON), str(len(answered)), *names]
        await cast(Any, self._redis.eval(_LANDED, 1, self._keys.arriving, *arguments))

    async def give_back(self, tickets: Sequence[Ticket]) -> None:
        """These were never sent. Of a limited day nothing is given back: what is written down stays."""
        if not tickets or self._plan.limits.per_day:
            return
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in tickets:
                pipe.zrem(self._keys.budget(one.purpose), one.name)
                pipe.zrem(self._keys.arriving, one.name)
            await pipe.execute()

    async def hold(self, refusal: Refusal, taken_at: datetime | None = None) -> None:
        """The provider refused a request taken then: ask nothing for a while, as long as this refusal calls for."""
        seconds, doubles = {
            Refusal.BURST: (BURST_HOLD, False),
            Refusal.DAY_SPENT: (DAY_SPENT_HOLD, False),
            Refusal.NOT_ENTITLED: (NOT_ENTITLED_HOLD, False),
            Refusal.UNREACHABLE: (LONGEST_OUTAGE_HOLD, True),
        }[refusal]
        taken = repr(taken_at.timestamp()) if taken_at else "inf"
        arguments = [*self._clock, str(seconds), "1" if doubles else "0", taken]
        await cast(Any, self._redis.eval(_HOLD, 1, self._keys.hold, *arguments))

    async def answered(self, taken_at: datetime) -> None:
        """A request taken at that time was answered: a hold from before it is over."""
        await cast(Any, self._redis.eval(_ANSWERED, 1, self._keys.hold, repr(taken_at.timestamp())))

    async def held(self) -> Held | None:
        """What stands in the way of every request, None when nothing was refused since the last answer."""
        until, lost = await cast(Any, self._redis.hmget(self._keys.hold, ["until", "lost"]))
        return Held(datetime.fromtimestamp(float(until), UTC), bool(lost)) if until else None

    @property
    def minute_limit(self) -> int:
        """What is used of a minute at the most: the margin keeps our window and the provider's apart."""
        return int((self._plan.limits.per_minute or 0) * (1 - MINUTE_MARGIN))

    async def _take(self, wanted: int, purpose: Purpose, token: str, room: Room | None) -> Spent:
        limits = self._plan.limits
        day = limits.per_day or 0
        purposes = [purpose, *(other for other in Purpose if other is not purpose)]
        keys = [self._keys.hold, self._keys.budget_ready]
        keys += [self._keys.insight_wanted, self._keys.prices_wanted, self._keys.arriving]
        keys += [self._keys.budget(one) for one in purposes]
        spread = purpose in (Purpose.REFRESH, Purpose.SPARE) and self.minute_limit
        arguments = [
            *self._clock,
            token,
            wanted,
            limits.per_second,
            ceil(self.minute_limit * PACE / MINUTE) if spread else 0,
            self.minute_limit,
            day,
            DAY if day else MINUTE,
            PROBE_HOLD,
            {Purpose.INSIGHT: 1, Purpose.NEWCOMER: 2, Purpose.REFRESH: 2}.get(purpose, 0),
            INSIGHT_A_MINUTE,
            *(round(day * KEPT[other]) for other in purposes[1:]),
            ARRIVES_WITHIN,
        ]
        if purpose is Purpose.SPARE:
            room = room or NO_ROOM
            arguments.append(room.minute)
            arguments += [value for at, needed in room.coming for value in (repr(at.timestamp()), needed)]
        granted, second, minute, day_used, at, probe = await cast(
            Any, self._redis.eval(_TAKE, len(keys), *keys, *map(str, arguments))
        )
        moment = datetime.fromtimestamp(float(at), UTC)
        return Spent(int(granted), int(second), int(minute), int(day_used), moment, bool(probe), purpose, token)

    async def _forgot(self, spent: Spent) -> bool:
        """Whether Redis counts fewer requests of the day than the database: it came back from an older dump."""
        return len(await self._ledger.sent_since(spent.at - timedelta(seconds=DAY))) > spent.day

    async def _is_news(self) -> bool:
        """Whether the database has not heard of any request in a while: so it knows the last one to that nearness."""
        pause = int(ACTIVITY_RESOLUTION.total_seconds() * 1000 / float(self._clock[2]))
        return bool(await self._redis.set(self._keys.active, "1", nx=True, px=min(max(pause, 1), 30_000)))

    async def _rebuild(self, now: datetime) -> None:
        """Fill a Redis that knows less than the database, before anything is granted."""
        async with self._redis.pipeline(transaction=True) as pipe:
            if self._plan.limits.per_day:
                # What others take meanwhile is lost here and found by them: they look for it before they send.
                pipe.delete(*(self._keys.budget(purpose) for purpose in Purpose))
                for n, (purpose, at) in enumerate(await self._ledger.sent_since(now - timedelta(seconds=DAY))):
                    pipe.zadd(self._keys.budget(purpose), {f"rebuilt:{n}": at.timestamp()})
            last = await self._ledger.last_active()
            window = MINUTE if self._plan.limits.per_minute else SECOND
            if last is not None and now - last < timedelta(seconds=window) + ACTIVITY_RESOLUTION:
                # What was sent in the last minute is not known: the short windows are taken as full.
                until = now.timestamp() + window
                pipe.hset(self._keys.hold, mapping={"until": until, "since": now.timestamp(), "lost": 1})
            pipe.set(self._keys.budget_ready, "1")
            await pipe.execute()
