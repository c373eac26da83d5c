"""The request budget over real Redis, on a clock that the test sets."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling.budget import Budget
from live.polling.keys import Keys
from live.polling.spending import KEPT_STANDING_IN, BudgetSpent, Purpose
from live.providers.errors import Refusal
from tests.environment import REDIS_SOCKET, start_redis
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


async def test_many_that_were_out_when_the_provider_went_away_are_one_outage(aredis: aioredis.Redis) -> None:
    spent = await budget(aredis, PAID).take(5, Purpose.REFRESH)
    for _ in spent.tickets:
        await budget(aredis, PAID, 1).holds.hold(Refusal.UNREACHABLE, spent.at)
    held = await budget(aredis, PAID, 1).holds.held()
    assert held is not None
    assert held.until == START + timedelta(seconds=2)
