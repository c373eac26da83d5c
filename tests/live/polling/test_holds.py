"""After a refusal nothing is asked for a while, and then one probe."""

from datetime import timedelta

import pytest
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.polling.spending import Purpose
from live.providers.errors import Refusal
from tests.live.polling.test_budget import FREE, PAID, START, budget, granted


async def test_after_a_burst_refusal_nothing_is_asked_and_then_one_probe(aredis: aioredis.Redis) -> None:
    await budget(aredis, PAID).holds.hold(Refusal.BURST)
    assert await granted(budget(aredis, PAID, 9), 5) == 0
    spent = await budget(aredis, PAID, 11).take(5, Purpose.REFRESH)
    assert (spent.granted, spent.probe) == (1, True)
    assert await granted(budget(aredis, PAID, 12), 5) == 0
    await budget(aredis, PAID, 12).holds.answered(spent.at)
    await budget(aredis, PAID, 11.5).landed(spent.tickets)
    assert await granted(budget(aredis, PAID, 13), 5) == 5


async def test_what_was_given_up_during_an_outage_may_arrive_with_the_probe_so_a_second_is_waited_for(
    aredis: aioredis.Redis,
) -> None:
    spent = await budget(aredis, PAID).take(4, Purpose.NEWCOMER)
    for _ in spent.tickets:
        await budget(aredis, PAID, 10).holds.hold(Refusal.UNREACHABLE, spent.at, may_arrive=True)
    await budget(aredis, PAID, 10).landed(spent.tickets)
    probe = await budget(aredis, PAID, 20).take(50, Purpose.NEWCOMER)
    await budget(aredis, PAID, 20).landed(probe.tickets)
    await budget(aredis, PAID, 20.2).holds.answered(probe.at)
    assert await granted(budget(aredis, PAID, 21.2), 50) == 0
    assert await granted(budget(aredis, PAID, 21.31), 50) == 5


async def test_after_an_outage_in_which_connections_were_refused_nothing_more_is_waited_for(
    aredis: aioredis.Redis,
) -> None:
    await budget(aredis, PAID).holds.hold(Refusal.UNREACHABLE)
    probe = await budget(aredis, PAID, 5).take(50, Purpose.NEWCOMER)
    await budget(aredis, PAID, 5).landed(probe.tickets)
    await budget(aredis, PAID, 5.2).holds.answered(probe.at)
    assert (probe.granted, await granted(budget(aredis, PAID, 5.3), 50)) == (1, 4)


async def test_an_answer_to_an_older_request_does_not_end_a_hold(aredis: aioredis.Redis) -> None:
    early = await budget(aredis, PAID).take(1, Purpose.REFRESH)
    await budget(aredis, PAID, 1).holds.hold(Refusal.BURST)
    await budget(aredis, PAID, 2).holds.answered(early.at)
    assert await granted(budget(aredis, PAID, 3), 1) == 0


async def test_a_spent_day_is_tried_once_an_hour(aredis: aioredis.Redis) -> None:
    await budget(aredis, PAID).holds.hold(Refusal.DAY_SPENT)
    assert await granted(budget(aredis, PAID, 3599), 5) == 0
    assert await granted(budget(aredis, PAID, 3601), 5) == 1


async def outage(redis: aioredis.Redis, plan: Plan, tries: int, late: float) -> list[float]:
    """How long is waited between so many tries, each of which comes a little `late` and fails at once; seconds."""
    waits, after = [], 0.0
    for _ in range(tries):
        one = budget(redis, plan, after)
        probe = await one.take(1, Purpose.NEWCOMER if len(waits) < 9 else Purpose.REFRESH)
        assert probe.granted == 1
        await one.landed(probe.tickets)
        await one.holds.hold(Refusal.UNREACHABLE, probe.at)
        held = await one.holds.held()
        assert held is not None
        waits.append(round((held.until - START).total_seconds() - after, 2))
        after += waits[-1] + late
    return waits


async def test_an_outage_is_waited_for_a_quarter_of_the_time_that_it_has_lasted(aredis: aioredis.Redis) -> None:
    waits = await outage(aredis, PAID, 30, 0.01)
    assert waits[:7] == pytest.approx([1, 1, 1, 1, 1, 1.25, 1.56], abs=0.05)
    assert all(wait <= max(1, sum(waits[:n]) / 4) + 0.1 for n, wait in enumerate(waits))
    assert waits[-1] == 60


async def test_while_a_probe_is_awaited_nobody_sends_another_and_its_failure_ends_no_longer_wait(
    aredis: aioredis.Redis,
) -> None:
    await budget(aredis, PAID).holds.hold(Refusal.UNREACHABLE)
    probe = await budget(aredis, PAID, 2).take(5, Purpose.REFRESH)
    assert probe.granted == 1
    assert await granted(budget(aredis, PAID, 12), 5) == 0
    early = START + timedelta(seconds=1)  # of a request from before the probe
    await budget(aredis, PAID, 12).holds.hold(Refusal.DAY_SPENT, early)
    await budget(aredis, PAID, 12).holds.hold(Refusal.UNREACHABLE, probe.at)
    assert await granted(budget(aredis, PAID, 100), 5) == 0


async def test_where_a_day_has_few_requests_an_outage_is_waited_for_twice_as_long_each_time(
    aredis: aioredis.Redis,
) -> None:
    assert await outage(aredis, FREE, 8, 0.15) == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_many_that_were_out_when_the_provider_went_away_are_one_outage(aredis: aioredis.Redis) -> None:
    spent = await budget(aredis, PAID).take(5, Purpose.REFRESH)
    for _ in spent.tickets:
        await budget(aredis, PAID, 1).holds.hold(Refusal.UNREACHABLE, spent.at)
    held = await budget(aredis, PAID, 1).holds.held()
    assert held is not None
    assert held.until == START + timedelta(seconds=2)
