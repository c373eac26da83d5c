"""Ways in which a window could be exceeded or a need served twice: losses, delays and steps at the wrong moment."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from redis import asyncio as aioredis

from live.clock import Clock
from live.polling.budget import Budget
from live.polling.spending import Purpose
from live.providers.errors import Refusal
from tests.live.polling.memory import Memory
from tests.live.polling.test_budget import FREE, KEYS, PAID, START, budget, granted


async def test_a_flush_between_taking_and_writing_down_forgets_nothing(aredis: aioredis.Redis) -> None:
    """Worker A took a request of the day; before it is in the database Redis is flushed and worker B takes one too."""
    memory = Memory()
    whole = memory.ledger()
    for n, purpose in enumerate([Purpose.NEWCOMER] * 9 + [Purpose.REFRESH] * 10 + [Purpose.INSIGHT] * 5):
        memory.sent.append((purpose, START - timedelta(hours=1, seconds=n)))
    sent = []

    async def write(purpose: Purpose, moments: list[datetime]) -> None:
        await aredis.flushall()
        sent.append(await granted(budget(aredis, FREE, 2, memory), 1))
        await whole.write(purpose, moments)

    first = Budget(aredis, KEYS, FREE, Clock(START.timestamp(), time.time(), 1e-9), replace(whole, write=write))
    sent.append(await granted(first, 1))
    assert sum(sent) <= 1


async def test_a_shorter_hold_never_shortens_a_longer_one(aredis: aioredis.Redis) -> None:
    """The day is spent; a request that was under way at the same time could not reach the provider."""
    await budget(aredis, PAID).holds.hold(Refusal.DAY_SPENT)
    await budget(aredis, PAID, 0.1).holds.hold(Refusal.UNREACHABLE)
    assert await granted(budget(aredis, PAID, 60), 1) == 0


async def test_an_outage_does_not_end_the_minute_that_counts_as_full_after_a_loss(aredis: aioredis.Redis) -> None:
    memory = Memory(full=True)
    one = budget(aredis, PAID, 0, memory)
    assert await granted(one, 5) == 5
    await aredis.flushall()
    assert await granted(one, 5) == 0  # rebuilt: the minute is full
    await budget(aredis, PAID, 1.1, memory).holds.hold(Refusal.UNREACHABLE)  # of a request sent before the loss
    probe = await budget(aredis, PAID, 3, memory).take(5, Purpose.REFRESH)
    if probe.granted:
        await budget(aredis, PAID, 3, memory).holds.answered(probe.at)
    assert probe.granted + await granted(budget(aredis, PAID, 4.2, memory), 5) == 0


async def test_a_day_is_kept_though_requests_take_a_moment_to_arrive(aredis: aioredis.Redis) -> None:
    """The first of the day arrives half a second after it was taken, the first of the next day at once."""
    memory = Memory()
    arrived = []
    for n in range(25):
        spent = await budget(aredis, FREE, n * 3, memory).take(1, list(Purpose)[n % 3] if n < 20 else Purpose.REFRESH)
        arrived += [n * 3 + 0.5] * spent.granted
    for purpose in Purpose:
        for n in range(len(arrived), 25):
            spent = await budget(aredis, FREE, 100 + n * 3, memory).take(1, purpose)
            arrived += [100 + n * 3 + 0.5] * spent.granted
    assert len(arrived) == 25
    spent = await budget(aredis, FREE, 86_400.01, memory).take(1, Purpose.REFRESH)
    arrived += [86_400.01] * spent.granted
    assert sum(at > arrived[-1] - 86_400 for at in arrived) <= 25


async def test_after_a_step_back_requests_go_on(aredis: aioredis.Redis) -> None:
    for second in range(20):
        await granted(budget(aredis, PAID, 3600 + second * 1.1), 50)
    await granted(budget(aredis, PAID, 100), 50)  # the machine's clock was an hour ahead, and was set right
    assert await granted(budget(aredis, PAID, 161), 50) > 0
