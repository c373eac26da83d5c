"""No symbol starves: with demand unchanged and the provider answering, each is asked for within four equal shares.

The slack beside them is named below: it is what the budget grants to others, and how finely time is told.
"""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.insight.gather import PER_RUN
from live.polling.pace import refreshes_a_second
from live.polling.shares import LONGEST_WAIT
from tests.environment import REDIS_SOCKET
from tests.examples import examples
from tests.live.polling.world import World

OPEN = datetime(2026, 11, 19, 15, tzinfo=UTC)
DELAYED = Plan("75", "alphavantage", "delayed", bulk=False, poll_seconds=10)
BULK = Plan("150", "alphavantage", "realtime", bulk=True, poll_seconds=2)
FAST = Plan("300", "alphavantage", "realtime", bulk=False, poll_seconds=2)
FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)
# A trace that fails is printed as it is: making it shorter takes minutes.
PHASES = (Phase.explicit, Phase.generate)
# Facts take two requests of a minute, a poll comes about once a second, and the budget's shortest window is 1.1 s.
FACTS, GRANULARITY = 71 / 69, 5.0
# Facts are gathered every 20 s, a few at a time.
FACTS_EVERY = 20.0

some = st.lists(st.sampled_from([1, 1, 1, 2, 10, 100_000]), min_size=1, max_size=40)


def longest_wait(world: World, symbol: str) -> float:
    """In true seconds; that of the first price, of each newer one, and what it waits for since."""
    moments = [0.0, *world.referee.asked_for(symbol), world.true]
    return max(later - earlier for earlier, later in pairwise(moments))


async def trade(redis: aioredis.Redis, plan: Plan, viewers: list[int], pace: float) -> None:
    watched = {f"S{n}": count for n, count in enumerate(viewers)}
    share = max(plan.poll_seconds, len(watched) / refreshes_a_second(plan))
    world = await World.begin(redis, plan, OPEN)
    await world.watch(watched)
    while world.true < 2 * LONGEST_WAIT * share:
        await world.poll()
        if world.true // FACTS_EVERY > (world.true - pace) // FACTS_EVERY:
            for _ in range(PER_RUN):
                await world.insight()
        await world.pass_time(pace)
    most = LONGEST_WAIT * share * FACTS + GRANULARITY
    assert max(longest_wait(world, symbol) for symbol in watched) <= most


@example(plan=DELAYED, viewers=[100_000] + [1] * 39, pace=1.0)
@example(plan=DELAYED, viewers=[100_000] * 20 + [1] * 20, pace=1.0)
@example(plan=BULK, viewers=[1] * 120, pace=1.0)
@given(plan=st.sampled_from([DELAYED, BULK, FAST]), viewers=some, pace=st.floats(0.4, 1.5))
@settings(max_examples=examples(4), derandomize=True, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_while_a_market_trades_no_symbol_waits_longer_than_four_equal_shares(
    plan: Plan, viewers: list[int], pace: float
) -> None:
    async def whole() -> None:
        async with aioredis.Redis(unix_socket_path=str(REDIS_SOCKET)) as redis:
            await trade(redis, plan, viewers, pace)

    asyncio.run(whole())


async def test_on_a_free_key_each_of_thirty_tickers_is_asked_for_within_four_equal_shares(
    aredis: aioredis.Redis,
) -> None:
    watched = {f"S{n}": 1 + n % 3 for n in range(30)}
    share = len(watched) / 25 * 86_400
    world = await World.begin(aredis, FREE, OPEN)
    await world.watch(watched)
    while world.true < 2 * LONGEST_WAIT * share:
        before = len(world.referee.sent)
        await world.poll()
        await world.insight()
        await world.pass_time(2.0 if len(world.referee.sent) > before else 3600.0)
    assert max(longest_wait(world, symbol) for symbol in watched) <= LONGEST_WAIT * share
