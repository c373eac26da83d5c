"""The request budget over real Redis, on a clock that the test sets."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling.budget import Budget
from live.polling.keys import Keys
from live.polling.spending import KEPT_STANDING_IN, BudgetSpent, Purpose
from tests.live.polling.memory import Memory

KEYS = Keys("test", "alphavantage")
FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)
PAID = Plan("75", "alphavantage", "delayed", bulk=False, poll_seconds=10)
START = datetime(2026, 11, 19, 15, tzinfo=UTC)
SPEED = 1e-9  # the clock stands still, but where a test sets it


def budget(redis: aioredis.Redis, plan: Plan, after: float = 0, memory: Memory | None = None) -> Budget:
    """The budget as any worker sees it `after` so many seconds; its clock stands still."""
    clock = Clock(START.timestamp() + after, time.time(), SPEED)
    return Budget(redis, KEYS, plan, clock, (memory or Memory()).ledger())


async def granted(some: Budget, wanted: int, purpose: Purpose = Purpose.NEWCOMER) -> int:
    """How many it grants; the provider answers them at once."""
    spent = await some.take(wanted, purpose)
    await some.landed(spent.tickets)
    return spent.granted


async def use_up(redis: aioredis.Redis, plan: Plan, purpose: Purpose, start: float) -> int:
    """Everything that this purpose can get, asked for one by one every two seconds."""
    return sum([await granted(budget(redis, plan, start + n * 2), 1, purpose) for n in range(30)])


async def test_a_second_grants_its_burst_and_no_more_until_it_has_passed(aredis: aioredis.Redis) -> None:
    assert await granted(budget(aredis, PAID), 50) == 5
    assert await granted(budget(aredis, PAID, 0.9), 1) == 0
    assert await granted(budget(aredis, PAID, 1.11), 50) == 5


async def test_a_minute_grants_its_limit_less_the_margin(aredis: aioredis.Redis) -> None:
    total = sum([await granted(budget(aredis, PAID, second * 1.1), 50) for second in range(50)])
    assert total == 71  # 95 % of 75
    assert await granted(budget(aredis, PAID, 59.9), 1) == 0
    assert await granted(budget(aredis, PAID, 61), 50) == 5


async def test_a_day_grants_25_and_rolls(aredis: aioredis.Redis) -> None:
    total = sum([await use_up(aredis, FREE, purpose, n * 100) for n, purpose in enumerate(Purpose)])
    assert total == 25
    assert await granted(budget(aredis, FREE, 86_399), 1) == 0
    assert await granted(budget(aredis, FREE, 86_401 + 400), 1) == 1


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (Purpose.NEWCOMER, Purpose.REFRESH, (10, 10)),  # 25, less 10 kept for refreshes and 5 for facts
        (Purpose.REFRESH, Purpose.NEWCOMER, (15, 5)),
        (Purpose.INSIGHT, Purpose.REFRESH, (10, 10)),
        (Purpose.LISTING, Purpose.NEWCOMER, (5, 5)),
    ],
)
async def test_of_a_limited_day_each_purpose_has_a_part_that_no_other_takes(
    aredis: aioredis.Redis, first: Purpose, then: Purpose, expected: tuple[int, int]
) -> None:
    assert (await use_up(aredis, FREE, first, 0), await use_up(aredis, FREE, then, 100)) == expected


async def test_of_a_day_that_prices_need_only_to_stand_in_most_is_left_to_facts(aredis: aioredis.Redis) -> None:
    total = 0
    for n in range(30):
        clock = Clock(START.timestamp() + n * 2, time.time(), 1e-9)
        standing_in = Budget(aredis, KEYS, FREE, clock, Memory().ledger(), KEPT_STANDING_IN)
        total += await granted(standing_in, 1, Purpose.INSIGHT)
    assert total == 21


async def test_refreshes_are_spread_over_the_minute_and_newcomers_are_not(aredis: aioredis.Redis) -> None:
    early = sum([await granted(budget(aredis, PAID, n * 1.2), 9, Purpose.REFRESH) for n in range(8)])
    assert early == 12
    assert await granted(budget(aredis, PAID, 9.6), 9, Purpose.NEWCOMER) == 5


async def test_facts_get_their_requests_of_a_full_minute_once_they_ask(aredis: aioredis.Redis) -> None:
    for second in range(60):
        await granted(budget(aredis, PAID, second * 1.2), 9, Purpose.REFRESH)
    await granted(budget(aredis, PAID, 70.8), 9, Purpose.NEWCOMER)
    assert await granted(budget(aredis, PAID, 70.81), 1, Purpose.INSIGHT) == 0  # prices have it all
    refreshes = sum([await granted(budget(aredis, PAID, 72 + n * 1.2), 9, Purpose.REFRESH) for n in range(50)])
    facts = sum([await granted(budget(aredis, PAID, 132 + n), 1, Purpose.INSIGHT) for n in range(2)])
    assert refreshes <= 69
    assert facts == 2


async def test_many_workers_at_once_never_exceed_a_limit(aredis: aioredis.Redis) -> None:
    some = [budget(aredis, PAID, n / 100) for n in range(40)]
    assert sum(await asyncio.gather(*[granted(one, 3) for one in some])) == 5


async def test_a_clock_that_steps_back_forgets_nothing(aredis: aioredis.Redis) -> None:
    for second in range(20):
        await granted(budget(aredis, PAID, 3600 + second * 1.1), 50)
    assert await granted(budget(aredis, PAID, 0), 50) == 0


async def test_after_a_step_back_a_minute_goes_on_as_though_there_had_been_none(aredis: aioredis.Redis) -> None:
    for second in range(60):
        assert await granted(budget(aredis, PAID, 3600 + second), 1, Purpose.REFRESH) == 1
    assert await granted(budget(aredis, PAID, 100.5), 9, Purpose.REFRESH) == 2  # of the twelve of ten seconds
    spent = await budget(aredis, PAID, 130).take(0, Purpose.REFRESH)
    assert spent.minute == 33


async def test_taking_nothing_tells_what_is_used(aredis: aioredis.Redis) -> None:
    await granted(budget(aredis, FREE), 1)
    spent = await budget(aredis, FREE, 5).take(0, Purpose.REFRESH)
    assert (spent.granted, spent.day) == (0, 1)


async def test_what_the_database_does_not_take_is_not_sent_and_costs_nothing_of_the_day(aredis: aioredis.Redis) -> None:
    memory = Memory(full=True)
    for n in range(30):
        with pytest.raises(OperationalError):
            await budget(aredis, FREE, 2 * n, memory).take(1, Purpose.NEWCOMER)
    memory.full = False
    spent = await budget(aredis, FREE, 60, memory).take(1, Purpose.NEWCOMER)
    assert (spent.granted, spent.day) == (1, 1)


async def test_taking_one_when_there_is_none_says_so_in_words(aredis: aioredis.Redis) -> None:
    await granted(budget(aredis, FREE), 1)
    with pytest.raises(BudgetSpent, match="no request of the provider's plan is left"):
        await budget(aredis, FREE, 0.5).take_one(Purpose.LISTING)


async def test_without_redis_nothing_is_granted() -> None:
    away = aioredis.Redis(unix_socket_path="/nowhere/redis.sock")
    with pytest.raises(aioredis.ConnectionError):
        await budget(away, PAID).take(1, Purpose.NEWCOMER)


async def test_a_request_on_its_way_counts_against_the_second_in_which_it_may_arrive(aredis: aioredis.Redis) -> None:
    early = await budget(aredis, PAID).take(5, Purpose.NEWCOMER)
    await budget(aredis, PAID, 0.3).landed(early.tickets[:2])
    assert await granted(budget(aredis, PAID, 1.2), 5) == 0
    assert await granted(budget(aredis, PAID, 1.41), 5) == 2
    assert await granted(budget(aredis, PAID, 2.05), 5) == 0
    assert await granted(budget(aredis, PAID, 2.11), 5) == 3  # what takes longer is not waited for


async def test_a_request_that_has_left_is_soon_taken_to_have_arrived(aredis: aioredis.Redis) -> None:
    early = await budget(aredis, PAID).take(5, Purpose.NEWCOMER)
    await budget(aredis, PAID, 0.1).landed([], left=early.tickets[:2])
    await budget(aredis, PAID, 0.6).landed([], left=early.tickets[2:4])
    assert await granted(budget(aredis, PAID, 1.39), 5) == 0  # 0.3 s for the way, and 1.1 s
    assert await granted(budget(aredis, PAID, 1.41), 5) == 2
    assert await granted(budget(aredis, PAID, 1.69), 5) == 0
    assert await granted(budget(aredis, PAID, 1.71), 5) == 2
    assert await granted(budget(aredis, PAID, 2.11), 5) == 1  # what never left is not waited for


async def test_what_was_never_sent_is_given_back_but_of_a_limited_day(aredis: aioredis.Redis) -> None:
    for plan, again in ((PAID, 5), (FREE, 0)):
        await aredis.flushall()
        some = budget(aredis, plan)
        await some.give_back((await some.take(5, Purpose.REFRESH)).tickets)
        assert await granted(some, 5) == again


async def test_facts_take_no_more_than_their_part_of_a_minute_that_prices_want_whole(aredis: aioredis.Redis) -> None:
    facts = []
    for after in range(120):
        await granted(budget(aredis, PAID, after), 9, Purpose.REFRESH)
        facts += [float(after)] * await granted(budget(aredis, PAID, after + 0.5), 1, Purpose.INSIGHT)
    assert len([at for at in facts if at >= 60]) == 2
    idle = [await granted(budget(aredis, PAID, 300 + after), 1, Purpose.INSIGHT) for after in range(30)]
    assert sum(idle) == 30
