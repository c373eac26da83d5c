"""One poll at a time: a lock in Redis with an owner and an expiry."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import uuid4

from redis.asyncio import Redis

# Longer than any poll can last, so that it runs out only for a worker that died: real seconds also on a fast CLOCK,
# as a poll waits for its answers in real time.
SECONDS = 30

_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@asynccontextmanager
async def alone(redis: Redis, key: str) -> AsyncIterator[bool]:
    """Whether the caller is the only one in here; gives the lock back only if it is still the caller's own."""
    token = uuid4().hex
    held = bool(await redis.set(key, token, nx=True, ex=SECONDS))
    try:
        yield held
    finally:
        if held:
            await cast(Any, redis.eval(_RELEASE, 1, key, token))
