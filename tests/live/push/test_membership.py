"""A member hears what is published to the layer's group, whatever came or broke before."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis import asyncio as aioredis

from live.push.membership import Membership
from tests.environment import REDIS_SOCKET

GROUP = "everybody"


class Heard:
    """What was received, to be awaited."""

    def __init__(self) -> None:
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def receive(self, message: dict[str, Any]) -> None:
        self._messages.put_nowait(message)

    async def next(self) -> int:
        async with asyncio.timeout(60):
            return int((await self._messages.get())["n"])


@pytest.fixture
def layer() -> RedisPubSubChannelLayer:
    return RedisPubSubChannelLayer(hosts=[f"unix://{REDIS_SOCKET}"], prefix="here")


@pytest.fixture
async def heard(aredis: aioredis.Redis, layer: RedisPubSubChannelLayer) -> AsyncIterator[Heard]:
    heard = Heard()
    membership = Membership(aredis, layer, GROUP, heard.receive)
    await membership.join()
    await layer.group_send(GROUP, {"n": 1})
    assert await heard.next() == 1
    yield heard
    await membership.leave()
    await layer.flush()


async def test_what_cannot_be_read_is_left_out_and_what_follows_is_heard(
    aredis: aioredis.Redis, layer: RedisPubSubChannelLayer, heard: Heard
) -> None:
    for junk in (b"", b"\xc1", b"\x81"):
        await aredis.publish("here__group__everybody", junk)
    await layer.group_send(GROUP, {"n": 2})
    assert await heard.next() == 2


async def test_a_subscription_that_redis_ended_is_taken_up_again(
    aredis: aioredis.Redis, layer: RedisPubSubChannelLayer, heard: Heard
) -> None:
    assert await aredis.client_kill_filter(_type="pubsub") >= 1
    async with asyncio.timeout(60):
        while not (await aredis.pubsub_numsub("here__group__everybody"))[0][1]:  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.02)
    await layer.group_send(GROUP, {"n": 3})
    assert await heard.next() == 3


async def test_who_has_left_hears_nothing_and_may_join_again(
    aredis: aioredis.Redis, layer: RedisPubSubChannelLayer
) -> None:
    heard = Heard()
    membership = Membership(aredis, layer, GROUP, heard.receive)
    await membership.join()
    await membership.leave()
    await layer.group_send(GROUP, {"n": 4})
    await membership.join()
    await layer.group_send(GROUP, {"n": 5})
    assert await heard.next() == 5
    await membership.leave()
    await layer.flush()
