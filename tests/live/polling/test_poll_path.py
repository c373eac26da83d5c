"""What a poll costs besides its requests: round trips to Redis, and the time in which its loop does nothing else."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import pytest
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling import lock
from live.polling.budget import ARRIVES_SOON, Budget
from live.polling.poll import poll
from live.quotes import Reading
from tests.live.polling.memory import Memory
from tests.live.polling.scene import BULK, DELAYED, KEYS, OPEN, PATIENCE, Provider, Scene

# What a client sends; what a script calls by itself in a loop is not among them.
SENT = ("eval", "exec", "exists", "hmget")
LATENCY = 0.2


async def round_trips(redis: aioredis.Redis) -> int:
    """As Redis counted them."""
    counted = await redis.info("commandstats")
    return sum(counted.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in SENT)


@pytest.mark.parametrize("plan", [DELAYED, BULK])
async def test_a_poll_makes_as_many_round_trips_for_many_symbols_as_for_one(aredis: aioredis.Redis, plan: Plan) -> None:
    made, took = [], 0.0
    for count in (1, 20, 500):
        await aredis.flushall()
        scene = Scene(aredis, plan=plan)
        await scene.watch(*(f"S{n}" for n in range(count)))
        await scene.look()  # a first look writes what is not there yet
        before, began = await round_trips(aredis), time.monotonic()
        await scene.look(after=11)
        made.append(await round_trips(aredis) - before)
        took = max(took, time.monotonic() - began)
    # A look that takes long renews its lock meanwhile.
    assert max(made) <= min(made) + 3 + took / lock.RENEW_EVERY


@dataclass
class Slow(Provider):
    """Answers after 200 ms, and notes how many it answers at a time."""

    now: int = 0
    most: int = 0
    arrived: list[float] = field(default_factory=list)

    async def quote(self, symbol: str, entitlement: str) -> Reading:
        self.arrived.append(time.monotonic())
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(LATENCY)
        self.now -= 1
        return Reading(symbol, Decimal(100), OPEN.date(), previous_close=Decimal(80))


async def test_slow_answers_overlap_and_go_out_as_they_come(aredis: aioredis.Redis) -> None:
    provider = Slow()
    scene = Scene(aredis, plan=DELAYED, provider=provider)
    clock = Clock(OPEN.timestamp(), time.time(), 1.0)

    parts = replace(
        scene.parts(), now=partial(_at, clock), budget=Budget(aredis, KEYS, DELAYED, clock, Memory().ledger())
    )
    await scene.watch(*(f"S{n}" for n in range(500)))
    async with asyncio.timeout(PATIENCE):
        while len(provider.arrived) < 40:
            await poll(parts)
    # A second of the plan has twenty, which may arrive at once: no more are under way together. The next come when
    # these have landed.
    assert 16 <= provider.most <= 20
    sizes = [len(batch["quotes"]) for batch in scene.sent if batch["quotes"]]
    assert sum(sizes) == len(provider.arrived)
    assert max(sizes) <= 20


async def test_what_is_never_answered_is_no_more_than_a_second_allows(aredis: aioredis.Redis) -> None:
    """A network that was cut brings all of it at once when it is whole again."""
    provider = Provider()
    scene = Scene(aredis, plan=DELAYED, provider=provider)
    clock = Clock(OPEN.timestamp(), time.time(), 1.0)
    symbols = [f"S{n}" for n in range(100)]
    provider.slow = {symbol: asyncio.Event() for symbol in symbols}
    now = partial(_at, clock)
    parts = replace(scene.parts(), now=now, budget=Budget(aredis, KEYS, DELAYED, clock, Memory().ledger()))
    await scene.watch(*symbols)
    polling = asyncio.create_task(poll(parts, last_start=3))
    async with asyncio.timeout(PATIENCE):
        while not provider.requests:  # noqa: ASYNC110 - it is the poll that asks
            await asyncio.sleep(0.01)
    await asyncio.sleep(3.2)
    assert 10 <= len(provider.requests) <= DELAYED.limits.per_second
    for event in provider.slow.values():
        event.set()
    await polling


def _at(clock: Clock) -> datetime:
    return datetime.fromtimestamp(clock.at(time.time()), UTC)


async def test_a_request_that_has_left_is_told_to_the_budget_while_its_answer_is_awaited(
    aredis: aioredis.Redis,
) -> None:
    scene = Scene(aredis)
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    await scene.watch("SLOW")
    polling = asyncio.create_task(scene.poll())
    soon = OPEN.timestamp() + ARRIVES_SOON + 0.01
    async with asyncio.timeout(PATIENCE):
        while not await aredis.zcount(KEYS.arriving, OPEN.timestamp(), soon):  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.02)
    assert not scene.sent
    slow.set()
    assert await polling
