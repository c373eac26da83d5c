"""The process's one membership of the channel layer's group."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError


class Membership:
    """Hands every message of the group to `receive`, from `join` to `leave`. The layer must be nobody else's."""

    def __init__(self, layer: Any, group: str, receive: Callable[[dict[str, Any]], None]) -> None:
        self._layer = layer
        self._group = group
        self._receive = receive
        self._task: asyncio.Task[None] | None = None

    async def join(self) -> None:
        """Become a member. Raises RedisError or OSError when Redis is away."""
        channel = await self._layer.new_channel()
        await self._layer.group_add(self._group, channel)
        self._task = asyncio.create_task(self._listen(channel))

    async def leave(self) -> None:
        """Forget everything, subscriptions and connections too; whatever state they are in."""
        # The layer is emptied first: its own clean-up of a cancelled receiver would talk to a Redis that is away.
        try:
            with contextlib.suppress(RedisError, OSError):
                await self._layer.flush()
        finally:
            if self._task is not None:
                self._task.cancel()
                self._task = None

    async def _listen(self, channel: str) -> None:
        while True:
            self._receive(await self._layer.receive(channel))
