"""One poll at a time: a lock in Redis with an owner and an expiry, renewed for as long as its owner lives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import uuid4

from redis import RedisError
from redis.asyncio import Redis

# So long prices wait for a worker that died with the lock: real seconds also on a fast CLOCK, as a poll waits for its
# answers in real time.
SECONDS = 3
# Renewed this often. Whoever is stopped for longer than the lock lasts finds another in its place: what each symbol is
# asked for is claimed by itself, so the two ask for nothing twice.
RENEW_EVERY = 0.75

_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('EXPIRE', KEYS[1], ARGV[2]) end return 0"
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


@asynccontextmanager
async def alone(redis: Redis, key: str) -> AsyncIterator[bool]:
    """Whether the caller is the only one in here; gives the lock back only if it is still the caller's own."""
    token = uuid4().hex
    if not await redis.set(key, token, nx=True, ex=SECONDS):
        yield False
        return
    over = asyncio.Event()
    renewing = asyncio.create_task(_renew(redis, key, token, over))
    try:
        yield True
    finally:
        # Told, not cancelled: a client of Redis that is cancelled in the middle of a command may not notice.
        over.set()
        await renewing
        await cast(Any, redis.eval(_RELEASE, 1, key, token))


async def _renew(redis: Redis, key: str, token: str, over: asyncio.Event) -> None:
    """Until it is over, or the lock is another's. That Redis is away the poll finds out by itself."""
    with contextlib.suppress(RedisError, OSError):
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RENEW_EVERY):
                    await over.wait()
            if not over.is_set() and not await cast(Any, redis.eval(_RENEW, 1, key, token, str(SECONDS))):
                return
