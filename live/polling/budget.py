"""The request budget: counted in Redis, shared by all workers, taken before a request is sent. Fails closed.

Windows roll on Redis's clock, so that the clocks of workers do not matter: a day is 24 h, a minute 60 s, and a second
1.1 s, because the wire may bring two requests closer together. When a request arrived is known by its answer alone: it
counts from then, or from when it has left and 0.3 s are over since it was taken, or from a second after that if that is
sooner. The database is told before requests are sent, where a day is limited of each, else in blocks: a Redis that lost
something, or that is another one, is filled again from there, with the last second taken as full.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, cast
from uuid import uuid4

from redis.asyncio import Redis

from live.clock import Clock
from live.polling.budget_scripts import LANDED, REBUILD, TAKE
from live.polling.holds import Holds
from live.polling.keys import Keys
from live.polling.pace import INSIGHT_A_MINUTE, MINUTE_MARGIN
from live.polling.reserve import Reserve
from live.polling.spare import Room
from live.polling.spending import KEPT, BudgetSpent, Ledger, Purpose, Spent, Ticket
from live.providers.provider import Plan

# A request may take a while to arrive: a day is kept a minute longer than it is, as a second is.
DAY, MINUTE, SECOND = 86_400 + 60, 60, 1
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
# A clock that went by so much more than a steady one was set forward; real seconds.
STEP = 2.0
# Goes on while the machine sleeps, where there is such a clock.
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

# Refreshes are spread: in ten seconds a sixth of what a minute allows. Newcomers need not wait for that.
PACE = 10
NO_ROOM = Room(0)


def _steady() -> float:
    return time.clock_gettime(STEADY)


class Budget:
    """What may be asked of the provider now. Of a limited day each purpose has its part `kept`."""

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        plan: Plan,
        clock: Clock,
        ledger: Ledger,
        kept: Mapping[Purpose, float] = KEPT,
        *,
        steady: Callable[[], float] = _steady,
    ) -> None:
        """`steady` is a clock that nobody sets; seconds."""
        self._redis = redis
        self._keys = keys
        self._plan = plan
        self._clock = [str(clock.start), str(clock.origin), str(clock.speed)]
        self._ledger = ledger
        self._kept = kept
        self._reserve = Reserve(ledger, plan.limits.per_second)
        self._steady, self._speed = steady, clock.speed
        self._seen: tuple[float, datetime] | None = None
        self.holds = Holds(redis, keys, self._clock, plan.limits)

    async def take(self, wanted: int, purpose: Purpose, room: Room | None = None) -> Spent:
        """Take up to `wanted` requests, as many as every window still allows, and as `room` leaves where it is
        given; SPARE has none without.

        Raises redis.RedisError (and the database's errors) when the count cannot be kept: then nothing is granted.
        """
        token, begun = uuid4().hex, self._steady()
        limited = wanted and self._plan.limits.per_day
        spent = await self._take(0 if limited else wanted, purpose, token, room)
        forgot = spent.granted >= 0 and limited and await self._forgot(spent)
        if spent.granted < 0 or forgot:
            await self._rebuild(spent.at, in_any_case=bool(forgot))
            spent = await self._take(wanted, purpose, token, room)
        elif limited:
            spent = await self._take(wanted, purpose, token, room)
        if self._stepped(spent.at, begun):
            # What was sent a moment ago looks as if it were long past.
            await self._forget_the_minute(spent.at)
            return replace(spent, granted=0)
        if not spent.granted:
            return spent
        if self._plan.limits.per_day:
            try:
                await self._ledger.write(purpose, [spent.at] * spent.granted)
            except Exception:
                # Nothing is sent. Of what was written down all the same Redis is told by the next who takes.
                await self._take_back(spent.tickets)
                raise
            told = True
        else:
            told = await self._reserve.cover(spent.granted, spent.at)
        if told and await self._redis.zscore(self._keys.budget(purpose), f"{token}:1") is None:
            # Redis was lost meanwhile, and filled again perhaps before these were written down.
            return replace(spent, granted=0)
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
        await cast(Any, self._redis.eval(LANDED, 1, self._keys.arriving, *arguments))

    async def give_back(self, tickets: Sequence[Ticket]) -> None:
        """These were never sent. Of a limited day nothing is given back: what is written down stays."""
        if tickets and not self._plan.limits.per_day:
            await self._take_back(tickets)

    async def _take_back(self, tickets: Sequence[Ticket]) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in tickets:
                pipe.zrem(self._keys.budget(one.purpose), one.name)
                pipe.zrem(self._keys.arriving, one.name)
            await pipe.execute()

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
            *(round(day * self._kept[other]) for other in purposes[1:]),
            ARRIVES_WITHIN,
        ]
        if purpose is Purpose.SPARE:
            room = room or NO_ROOM
        if room is not None:
            arguments.append(room.minute)
            arguments += [value for at, needed in room.coming for value in (repr(at.timestamp()), needed)]
        granted, second, minute, day_used, at, probe = await cast(
            Any, self._redis.eval(TAKE, len(keys), *keys, *map(str, arguments))
        )
        moment = datetime.fromtimestamp(float(at), UTC)
        return Spent(int(granted), int(second), int(minute), int(day_used), moment, bool(probe), purpose, token)

    async def _forgot(self, spent: Spent) -> bool:
        """Whether Redis counts fewer requests of the day than the database: it came back from an older dump."""
        return len(await self._ledger.sent_since(spent.at - timedelta(seconds=DAY))) > spent.day

    def _stepped(self, at: datetime, begun: float) -> bool:
        """Whether Redis's clock was set forward since this process looked at it last.

        It looked between `begun` and now, by the steady clock: an answer that is read late proves nothing.
        """
        before, self._seen = self._seen, (begun, at)
        if before is None:
            return False
        return (at - before[1]).total_seconds() / self._speed - (self._steady() - before[0]) > STEP

    async def _rebuild(self, now: datetime, *, in_any_case: bool) -> None:
        """Fill a Redis that knows less than the database, before anything is granted; what others take meanwhile is
        lost by that and found by them: they look for it before they send."""
        limits, keys, purposes = self._plan.limits, self._keys, list(Purpose)
        since = now - timedelta(seconds=DAY if limits.per_day else MINUTE)
        if limits.per_day:
            sent = [(purpose, at, 1) for purpose, at in await self._ledger.sent_since(since)]
            last = await self._ledger.last_active()
            known = last is None or now - last >= timedelta(seconds=SECOND) + ACTIVITY_RESOLUTION
        else:
            blocks = await self._reserve.sent_since(since, now)
            sent = [(Purpose.REFRESH, at, requests) for at, requests in blocks]
            known = self._reserve.knows(since)
        window = MINUTE if limits.per_minute else SECOND
        # Of the last second it is not known which arrived when.
        arriving = limits.per_second if sent and not limits.per_day else 0
        arguments: list[Any] = [int(in_any_case), "" if known else now.timestamp() + window, now.timestamp()]
        arguments += [now.timestamp() + ARRIVES_WITHIN, arriving]
        for purpose, at, requests in sent:
            arguments += [purposes.index(purpose) + 1, at.timestamp(), requests]
        all_keys = [keys.budget_ready, keys.hold, keys.arriving, *(keys.budget(purpose) for purpose in purposes)]
        await cast(Any, self._redis.eval(REBUILD, len(all_keys), *all_keys, *map(str, arguments)))

    async def _forget_the_minute(self, now: datetime) -> None:
        """Ask for nothing until whatever was sent is out of the provider's minute."""
        at = now.timestamp()
        await cast(Any, self._redis.hset(self._keys.hold, mapping={"until": at + MINUTE, "since": at, "lost": 1}))
