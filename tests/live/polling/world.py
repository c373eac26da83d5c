"""The polling room in a time of the test's own: real Redis, real polls, a provider that counts, and accidents.

True time moves only by `pass_time`. The machine's clock (the workers' and Redis's) shows it with an error that steps.
A worker can be interrupted before any of its commands to Redis, its writes to the database and its requests: it dies
there, or Redis loses everything, or somebody else acts in between.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling import hours, leases, lock, store
from live.polling.budget import Budget
from live.polling.holds import OF_WHATEVER_WAS_ASKED
from live.polling.hours import Hours
from live.polling.judge import Listed
from live.polling.keys import Keys
from live.polling.parts import Parts
from live.polling.poll import poll
from live.polling.spending import KEPT, Block, BudgetSpent, Ledger, Purpose
from live.providers.errors import ProviderError
from live.providers.series import Series
from live.quotes import Quote, Reading
from tests.live.polling.lines import Line
from tests.live.polling.memory import Memory
from tests.live.polling.needs import can_change
from tests.live.polling.referee import Referee, Sent

KEYS = Keys("test", "alphavantage")
SNAPSHOT_EVERY = 30.0


class Died(BaseException):
    """The worker was killed here."""


class Accident(StrEnum):
    """What happens in the middle of a worker's work."""

    DEATH = "death"
    FLUSH = "flush"
    INSIGHT = "insight"  # another worker asks for facts
    OTHER = "other"  # another worker polls
    FLUSH_AND_OTHER = "flush and other"


@dataclass
class Database(Memory):
    """What outlives a lost Redis, as the product's database does."""

    quotes: dict[str, Quote] = field(default_factory=dict)


@dataclass
class World:
    """`start` is the moment of true time 0; `wrong` is what the machine's clock is ahead, in seconds; `late` is how
    long after its close the provider shows a symbol's session, where that is not soon."""

    redis: aioredis.Redis
    plan: Plan
    start: datetime
    ledger: Ledger | None = None
    database: Database = field(default_factory=Database)
    true: float = 0.0
    wrong: float = 0.0
    late: dict[str, timedelta] = field(default_factory=dict)
    places: int = 0
    viewers: dict[str, int] = field(default_factory=dict)
    spare: dict[str, int] = field(default_factory=dict)
    referee: Referee = field(init=False)
    claims: dict[str, float] = field(default_factory=dict)
    _saved: float = 0.0
    _left_lock: tuple[float, Any] | None = None

    def __post_init__(self) -> None:
        self.referee = Referee(self.plan.limits, lambda: self.true, self.days)

    @classmethod
    async def begin(cls, redis: aioredis.Redis, plan: Plan, start: datetime, before: int = 0, **options: Any) -> Self:
        """A product that starts with no minute to be taken as full, and with so many requests in the hours before."""
        world = cls(redis, plan, start, **options)
        await redis.flushall()
        for n in range(before if plan.limits.per_day else 0):
            at = n * 60.0 - 7200
            world.referee.sent.append(Sent(at, ()))
            moments = [start + timedelta(seconds=at)]
            await (world.ledger or world.database.ledger()).write(list(Purpose)[n % len(KEPT)], moments)
        await world.budget(redis).take(0, Purpose.REFRESH)
        return world

    @property
    def moment(self) -> datetime:
        """The true time."""
        return self.start + timedelta(seconds=self.true)

    @property
    def now(self) -> datetime:
        """What the machine's clock shows."""
        return self.moment + timedelta(seconds=self.wrong)

    def hours_of(self, moment: datetime) -> Hours:
        return _new_york(moment.replace(hour=12, minute=0, second=0, microsecond=0))

    def days(self, symbol: str) -> Sequence[date]:
        """The sessions that the provider shows of a symbol, newest first."""
        late = self.late.get(symbol, timedelta(minutes=5))
        over = [s.day for s in self.hours_of(self.moment).sessions if s.closes + late <= self.moment]
        return over[::-1]

    def budget(self, redis: aioredis.Redis, ledger: Ledger | None = None) -> Budget:
        ledger = ledger or self.ledger or self.database.ledger()
        return Budget(redis, KEYS, self.plan, Clock(self.now.timestamp(), time.time(), 1e-9), ledger)

    async def watch(self, viewers: Mapping[str, int], spare: Mapping[str, int] = leases.NOBODY) -> None:
        self.viewers, self.spare = dict(viewers), dict(spare)
        await leases.hold(self.redis, KEYS, "web", viewers, 3600, spare)

    async def flush(self) -> None:
        """Redis loses everything; the web processes soon say again who watches what."""
        await self.redis.flushall()
        await self.watch(self.viewers, self.spare)
        self._left_lock = None
        # What was asked for and never reached the database is as though it had never been asked for.
        for symbol, at in list(self.claims.items()):
            kept = self.database.quotes.get(symbol)
            if kept is None or kept.fetched_at is None or kept.fetched_at < self.start + timedelta(seconds=at):
                del self.claims[symbol]

    def step_clock(self, seconds: float) -> None:
        self.wrong += seconds
        if seconds > 0:
            self.referee.forward.append((self.true, seconds))

    async def pass_time(self, seconds: float) -> None:
        """What runs out on Redis's real clock runs out here by hand."""
        self.true += seconds
        if self.true - self._saved >= SNAPSHOT_EVERY:
            self._saved = self.true
            held = await store.read(self.redis, KEYS, self.viewers)
            self.database.quotes |= {symbol: quote for symbol, quote in held.items() if quote.price is not None}
        if self._left_lock and self.true >= self._left_lock[0]:
            if await self.redis.get(KEYS.poll_lock) == self._left_lock[1]:
                await self.redis.delete(KEYS.poll_lock)
            self._left_lock = None

    async def poll(self, step: int = 0, accident: Accident | None = None) -> bool:
        """A poll by a worker to whom this accident happens at that step: False when it died or was not alone."""
        worker = Worker(self, step, accident)
        self._note_activity()
        try:
            return await poll(worker.parts(), lasts=0, last_start=0)
        except Died:
            await self.redis.persist(KEYS.poll_lock)  # a slow machine would take it away before its time
            self._left_lock = (self.true + lock.SECONDS, await self.redis.get(KEYS.poll_lock))
            return False

    async def insight(self) -> None:
        """A worker asks for facts, if the budget lets it."""
        self._note_activity()
        budget = self.budget(self.redis)
        try:
            await budget.take_one(Purpose.INSIGHT)
        except BudgetSpent:
            return
        try:
            self.referee.other()
        except ProviderError as error:
            if error.refusal in OF_WHATEVER_WAS_ASKED:
                await budget.holds.hold(error.refusal)

    def _note_activity(self) -> None:
        if self.database.last is None or abs(self.now - self.database.last) >= timedelta(seconds=SNAPSHOT_EVERY):
            self.database.last = self.now

    async def arriving(self, symbols: Sequence[str]) -> None:
        """Hold each request to its need: what is held, or kept in the database, must not serve it already."""
        held = await store.read(self.redis, KEYS, symbols)
        for symbol in symbols:
            last = self.claims.get(symbol)
            if last is not None:
                gap = self.true - last
                stepped = sum(step for when, step in self.referee.forward if last <= when <= self.true)
                assert gap + stepped >= self.plan.poll_seconds - 0.001, f"{symbol} again after {gap} s"
            self.claims[symbol] = self.true
            for quote in (held.get(symbol), self.database.quotes.get(symbol)):
                needed = quote is None or can_change(quote, self.now, self.hours_of(self.now), self.plan)
                assert needed, f"{symbol} at {self.now}: {quote} serves the need"


@lru_cache(maxsize=100)
def _new_york(noon: datetime) -> Hours:
    return hours.new_york(noon)


class Worker:
    """One worker process for the length of one poll."""

    def __init__(self, world: World, step: int, accident: Accident | None) -> None:
        self._world, self._left, self._accident = world, step, accident
        self._dead = False
        self.redis = Line(self.step, world.redis)

    async def step(self) -> None:
        """Called before everything that it does to the world."""
        if self._dead:
            raise Died
        self._left -= 1
        if self._accident is None or self._left != 0:
            return
        if self._accident is Accident.DEATH:
            self._dead = True
            raise Died
        if self._accident in (Accident.FLUSH, Accident.FLUSH_AND_OTHER):
            await self._world.flush()
        if self._accident in (Accident.OTHER, Accident.FLUSH_AND_OTHER):
            await self._world.poll()
        if self._accident is Accident.INSIGHT:
            await self._world.insight()

    async def quote(self, symbol: str, entitlement: str) -> Reading:
        await self.step()
        await self._world.arriving([symbol])
        reading = self._world.referee.quote(symbol)
        await self.step()
        return reading

    async def bulk_quotes(self, symbols: Sequence[str]) -> Mapping[str, Reading]:
        await self.step()
        await self._world.arriving(symbols)
        readings = self._world.referee.bulk(symbols)
        await self.step()
        return readings

    async def daily(self, symbol: str) -> Series:
        await self.step()
        await self._world.arriving([symbol])
        series = self._world.referee.daily(symbol)
        await self.step()
        return series

    def parts(self) -> Parts:
        world = self._world

        async def listed(symbols: Sequence[str]) -> dict[str, Listed]:
            return {symbol: Listed(symbol, "NASDAQ", "USD") for symbol in symbols}

        async def nothing(*_: Any) -> None:
            return None

        async def snapshot() -> Mapping[str, Quote]:
            return dict(world.database.quotes)

        async def watched_since(_: datetime) -> Sequence[str]:
            return list(world.database.quotes)

        return Parts(
            redis=self.redis,
            keys=KEYS,
            plan=world.plan,
            provider=self,
            budget=world.budget(self.redis, self._interruptible(world.ledger or world.database.ledger())),
            send=nothing,
            listed=listed,
            hours=lambda _exchange, now: world.hours_of(now),
            now=lambda: world.now,
            keep_series=nothing,
            snapshot=snapshot,
            watched_since=watched_since,
            places=world.places,
        )

    def _interruptible(self, ledger: Ledger) -> Ledger:
        async def write(purpose: Purpose, moments: list[datetime]) -> None:
            await self.step()
            await ledger.write(purpose, moments)

        async def reserve(block: Block) -> bool:
            await self.step()
            return await ledger.reserve(block)

        return replace(ledger, write=write, reserve=reserve)
