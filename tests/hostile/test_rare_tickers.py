"""Ten thousand people who each pick a ticker that nobody else picks, on a small plan. In virtual time, on real Redis.

The provider of `tests/live/polling/world.py` fails the test by itself when it is asked more than the plan allows.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.polling.admission import places
from tests.live.polling.world import KEYS, World

Record = Callable[[str, object], None]

OPEN = datetime(2026, 11, 19, 15, tzinfo=UTC)
SMALL = Plan("75", "alphavantage", "delayed", bulk=False, poll_seconds=10)
POPULAR = {f"P{n}": 200 for n in range(20)}
MINUTES = 2
# Coarser than the product's, so that the test is short: a poll with ten thousand tickers takes half a second.
STEP = 5.0


async def test_the_plan_is_kept_the_popular_stay_fresh_and_the_rest_is_told(
    aredis: aioredis.Redis, record_property: Record
) -> None:
    world = await World.begin(aredis, SMALL, OPEN, places=places([SMALL]))
    await world.watch(POPULAR)
    while world.true < 40:
        await world.poll()
        await world.pass_time(1.0)
    crowd = {f"RARE{n}": 1 for n in range(10_000)}
    await world.watch(POPULAR | crowd)
    came = world.true
    while world.true < came + 60 * MINUTES:
        await world.poll()
        await world.pass_time(STEP)
    rare = {symbol for one in world.referee.sent for symbol in one.symbols if symbol in crowd}
    waits = {
        symbol: max(
            later - earlier
            for earlier, later in pairwise([*(at for at in world.referee.asked_for(symbol) if at > 20), world.true])
        )
        for symbol in POPULAR
    }
    assert max(waits.values()) <= 90  # they were asked for each 18 s before
    assert 0 < len(rare) <= places([SMALL])
    said = json.loads(await aredis.get(KEYS.status))
    assert said["waiting"] == 10_020 - places([SMALL])
    assert "More tickers are watched here (10,020) than the plan can keep fresh (710)" in said["provider"]["message"]
    most = max(sum(at < one.at <= at + 60 for one in world.referee.sent) for at in range(int(world.true)))
    assert most <= SMALL.limits.per_minute
    record_property(
        "seen",
        f"{most} requests in the fullest minute of 75; a popular ticker waited {max(waits.values()):.0f} s at most; "
        f"{said['waiting']:,} wait",
    )
