"""The link to Redis: what Redis forgets it is told again, long before that would be due anyway."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from channels.layers import DEFAULT_CHANNEL_LAYER, channel_layers
from django.conf import settings
from redis import asyncio as aioredis

from live.polling import connection, leases
from live.push.hub import Hub
from live.push.line import Line
from live.push.sets import group_name
from live.push.timing import Timing
from live.push.viewer import Viewer
from tests.live.push.playing import KEYS, PATIENCE


@pytest.fixture
async def hub(aredis: aioredis.Redis) -> AsyncIterator[Hub]:
    async def all_of_them(symbols: object) -> object:
        return symbols

    hub = Hub(
        redis=connection.for_loop(),
        keys=KEYS,
        layer=channel_layers.make_backend(DEFAULT_CHANNEL_LAYER),
        plan=settings.PLAN,
        in_catalogue=all_of_them,  # type: ignore[arg-type]
        timing=Timing(lease=3600, lease_expires=7200, ping=0.1),
    )
    yield hub
    await hub.stop()


async def leased(redis: aioredis.Redis) -> None:
    async with asyncio.timeout(PATIENCE):
        while await leases.demand(redis, KEYS) != {"AAPL": 1}:  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.02)


async def test_a_lease_that_redis_has_lost_is_written_again_at_once(hub: Hub, aredis: aioredis.Redis) -> None:
    viewer = Viewer(Line(lambda _: 0, lambda: 0, lambda code, reason: None, lambda: None))
    await hub.group_add(group_name(["AAPL"]), viewer)
    await leased(aredis)
    await aredis.flushall()
    await leased(aredis)
