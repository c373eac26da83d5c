"""The process's one membership of the channel layer's group.

It reads the group's own channel, and not through the layer, whose reader wakes ten times a second though nobody spoke:
with a hundred browsers that was a quarter of what pushing cost.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# A subscription that broke is tried again after this; seconds. Whether Redis is away at all, the link finds out.
AGAIN = 0.25


class Membership:
    """Hands every message of the group to `receive`, from `join` to `leave`. The layer names the group's channel and
    knows what is written in a message."""

    def __init__(self, redis: Redis, layer: Any, group: str, receive: Callable[[dict[str, Any]], None]) -> None:
        self._redis, self._layer, self._group = redis, layer, group
        self._receive = receive
        self._subscription: PubSub | None = None
        self._task: asyncio.Task[None] | None = None

    async def join(self) -> None:
        """Become a member. Raises RedisError or OSError when Redis is away."""
        self._subscription = self._redis.pubsub(ignore_subscribe_messages=True)
        await self._subscription.subscribe(self._layer._get_group_channel_name(self._group))
        self._task = asyncio.create_task(self._listen(self._subscription))

    async def leave(self) -> None:
        """Forget everything, the connection too; whatever state they are in."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._subscription is not None:
            leaving, self._subscription = self._subscription, None
            with contextlib.suppress(RedisError, OSError):
                await leaving.aclose()

    async def _listen(self, subscription: PubSub) -> None:
        while subscription.subscribed:
            try:
                async for message in subscription.listen():
                    self._take(message["data"])
            except (RedisError, OSError):
                await asyncio.sleep(AGAIN)

    def _take(self, data: bytes) -> None:
        """Another release's worker may have written what cannot be read: it is left out, and its number missed."""
        try:
            message = self._layer.deserialize(data)
        except Exception:
            logger.exception("a message that cannot be read was left out")
        else:
            self._receive(message)
