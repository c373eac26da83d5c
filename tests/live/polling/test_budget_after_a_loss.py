"""What the budget forgets when Redis does: nothing that the database was told of, and what it was not is waited for."""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from redis import asyncio as aioredis

from live.clock import Clock
from live.polling.budget import Budget
from live.polling.spending import Purpose
from tests.environment import REDIS_SOCKET, start_redis
from tests.live.polling.memory import Memory
from tests.live.polling.test_budget import FREE, KEYS, PAID, SPEED, START, budget, granted


@dataclass
class Passing:
    """The budget of one worker while time passes; `set_clock` is all that happens when its clock alone is set."""

    budget: Budget
    after: float = 0.0

    @classmethod
    def of(cls, redis: aioredis.Redis, memory: Memory, after: float = 0) -> "Passing":
        clock = Clock(START.timestamp() + after, time.time(), SPEED)
        made = Budget(redis, KEYS, PAID, clock, memory.ledger(), steady=lambda: passing.after / SPEED)
        passing: Passing = cls(made, after)
        return passing

    def at(self, after: float) -> Budget:
        self.after = after
        self.set_clock(after)
        return self.budget

    def set_clock(self, after: float) -> None:
        self.budget._clock[:] = [str(START.timestamp() + after), str(time.time()), str(SPEED)]


async def test_a_lost_redis_is_filled_again_from_the_database(aredis: aioredis.Redis) -> None:
    memory = Memory()
    purposes = list(Purpose)
    for n in range(20):
        await granted(budget(aredis, FREE, n * 10, memory), 1, purposes[n % 3])
    before = len(memory.sent)
    await aredis.flushall()
    memory.last = START + timedelta(seconds=200)
    after = sum([await granted(budget(aredis, FREE, 300 + n * 20, memory), 1, purposes[n % 4]) for n in range(80)])
    assert (before, before + after, len(memory.sent)) == (20, 25, 25)


async def test_a_redis_that_came_back_from_an_older_dump_is_filled_again_too(aredis: aioredis.Redis) -> None:
    memory = Memory()
    for n in range(2):
        await granted(budget(aredis, FREE, n * 10, memory), 1)
    dump = await aredis.dump(KEYS.budget(Purpose.NEWCOMER))
    for n in range(3):
        await granted(budget(aredis, FREE, 100 + n * 10, memory), 1)
    await aredis.restore(KEYS.budget(Purpose.NEWCOMER), 0, dump, replace=True)
    spent = await budget(aredis, FREE, 200, memory).take(1, Purpose.NEWCOMER)
    assert (spent.day, len(memory.sent)) == (6, 6)


async def test_after_a_loss_the_minute_is_what_the_database_was_told_of(aredis: aioredis.Redis) -> None:
    memory = Memory()
    one = Passing.of(aredis, memory)
    spent = []
    for second in range(180):
        if second in (70, 71, 130):
            await aredis.flushall()
        if second == 100:
            one = Passing.of(aredis, memory, second)  # another worker
        purpose = Purpose.REFRESH if second % 3 else Purpose.NEWCOMER
        spent += [second] * await granted(one.at(second), 5, purpose)
    for first in range(120):
        assert sum(first <= moment < first + 60 for moment in spent) <= 75
    for loss in (71, 130):
        assert sum(loss + 2 <= moment < loss + 32 for moment in spent) >= 20  # it goes on at once


async def test_what_the_database_was_not_told_of_is_waited_for_a_minute(aredis: aioredis.Redis) -> None:
    one = Passing.of(aredis, Memory(full=True))
    assert await granted(one.at(0), 5) == 5  # prices go on without it
    await aredis.flushall()
    assert await granted(one.at(20), 5) == 0
    held = await one.budget.holds.held()
    assert held is not None
    assert held.lost
    assert await granted(one.at(70), 5) == 0
    assert await granted(one.at(81), 5) == 1  # a probe first


async def test_a_clock_that_is_set_forward_makes_nobody_forget_the_minute(aredis: aioredis.Redis) -> None:
    one = Passing.of(aredis, Memory())
    assert await granted(one.at(0), 5) == 5
    one.set_clock(600)
    assert await granted(one.budget, 5) == 0
    assert await granted(budget(aredis, PAID, 659), 5) == 0
    assert await granted(budget(aredis, PAID, 661), 5) == 1


class ReadLate(aioredis.Redis):
    """A worker's connection: after an answer the worker is frozen for a while, before it can look at it."""

    passing: Passing
    seconds = 0.0

    async def eval(self, *args: Any) -> Any:
        answer = await super().eval(*args)
        self.passing.after += self.seconds
        return answer


async def test_a_worker_that_was_frozen_takes_no_clock_for_set_forward(aredis: aioredis.Redis) -> None:
    async with ReadLate(unix_socket_path=str(REDIS_SOCKET)) as late:
        late.passing = one = Passing.of(late, Memory())
        late.seconds = 20
        assert (await one.budget.take(1, Purpose.NEWCOMER)).granted == 1
        late.seconds = 0
        assert await granted(one.at(20.5), 1) == 1


async def test_a_redis_that_was_killed_and_came_back_from_its_dump_is_not_believed(tmp_path: Path) -> None:
    """What it counted after it was written down last is lost, and everything else is there."""
    memory = Memory()
    before = await asyncio.to_thread(start_redis, tmp_path / "redis.sock", tmp_path)
    async with aioredis.Redis(unix_socket_path=str(tmp_path / "redis.sock")) as redis:
        one = Passing.of(redis, memory)
        assert await granted(one.budget, 1) == 1
        await redis.save()
        assert sum([await granted(one.at(second * 1.2), 5) for second in range(1, 40)]) == 70
        before.kill()
        before.wait()
    after = await asyncio.to_thread(start_redis, tmp_path / "redis.sock", tmp_path)
    async with aioredis.Redis(unix_socket_path=str(tmp_path / "redis.sock")) as redis:
        assert await redis.exists(KEYS.budget(Purpose.NEWCOMER))  # the dump
        assert await granted(Passing.of(redis, memory, 50).budget, 5) == 0
    after.terminate()
    after.wait()


async def test_a_first_start_waits_for_nothing(aredis: aioredis.Redis) -> None:
    assert await granted(budget(aredis, PAID), 5) == 5
