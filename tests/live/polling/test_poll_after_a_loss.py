"""A poll after Redis lost everything, or the clock was set back."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from redis import asyncio as aioredis

from live.polling.spending import Block
from tests.live.polling.scene import KEYS, OPEN, PATIENCE, Scene


@pytest.fixture
def scene(aredis: aioredis.Redis) -> Scene:
    return Scene(aredis)


async def test_a_redis_that_lost_everything_gets_back_what_the_database_kept(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    scene.snapshot = await scene.quotes("AAPL")
    await scene.redis.flushall()
    await scene.poll()
    assert (await scene.quotes("AAPL"))["AAPL"].price == 100


async def test_what_the_database_kept_is_told_to_those_who_watch_though_nothing_can_be_asked(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    scene.snapshot = await scene.quotes("AAPL")
    await scene.redis.flushall()
    await scene.watch("AAPL")
    scene.sent, scene.memory.blocks = [], [Block(scene.now, 75)]
    await scene.poll()
    assert [quote["price"] for quote in scene.sent[0]["quotes"]] == [100]


async def test_a_redis_that_is_lost_in_the_middle_of_a_poll_gets_back_what_the_database_kept(scene: Scene) -> None:
    await scene.watch("LEFT", "SLOW")
    await scene.poll()
    scene.snapshot = await scene.quotes("LEFT", "SLOW")
    slow = scene.provider.slow["SLOW"] = asyncio.Event()
    scene.provider.requests.clear()
    await scene.watch("SLOW")
    polling = asyncio.create_task(scene.poll(after=10))
    async with asyncio.timeout(PATIENCE):
        while not scene.provider.requests:  # noqa: ASYNC110 - it is the poll that asks
            await asyncio.sleep(0.01)
    await scene.redis.flushall()
    slow.set()
    assert await polling
    await scene.poll(after=1)
    assert set(await scene.quotes("LEFT", "SLOW")) == {"LEFT", "SLOW"}


async def test_a_clock_set_back_by_hours_keeps_no_symbol_waiting_and_no_price_from_the_future(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    scene.provider.answers = {"AAPL": Decimal(7)}
    scene.now = OPEN - timedelta(seconds=800)
    await scene.poll()
    assert (await scene.quotes("AAPL"))["AAPL"].price == 7
    await scene.poll(after=9)
    assert len(scene.provider.requests) == 2
    await scene.poll(after=1)
    assert len(scene.provider.requests) == 3


async def test_a_lost_count_is_waited_for_and_said(scene: Scene) -> None:
    await scene.watch("AAPL")
    await scene.poll()
    scene.provider.requests.clear()
    held = {"until": (scene.now + timedelta(seconds=60)).timestamp(), "since": scene.now.timestamp(), "lost": 1}
    await scene.redis.hset(KEYS.hold, mapping=held)
    await scene.poll(after=10)
    assert scene.provider.requests == []
    assert scene.sent[-1]["status"]["provider"]["state"] == "recounting"
    await scene.poll(after=61)
    assert scene.provider.requests == [("AAPL",)]
    assert scene.sent[-1]["status"]["provider"]["state"] == "ok"
