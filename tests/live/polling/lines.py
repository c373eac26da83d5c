"""A line to Redis on which something may happen before each command."""

from collections.abc import Awaitable, Callable
from typing import Any

from redis import asyncio as aioredis
from redis.asyncio.client import Pipeline


class Line(aioredis.Redis):
    """A worker's; it can be interrupted before each command."""

    def __init__(self, step: Callable[[], Awaitable[None]], redis: aioredis.Redis) -> None:
        super().__init__(connection_pool=redis.connection_pool)
        self._step = step

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        await self._step()
        return await super().execute_command(*args, **options)

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        pipe = Steps(self.connection_pool, self.response_callbacks, transaction, shard_hint)
        pipe.step = self._step
        return pipe


class Steps(Pipeline):
    step: Callable[[], Awaitable[None]]

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        await self.step()
        return await super().execute(raise_on_error)
