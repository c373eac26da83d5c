"""How the product reaches Redis."""

from django.conf import settings
from redis import Redis
from redis import asyncio as aioredis

from live.polling.keys import Keys

# A worker or a hub waits this long for Redis before it calls it away; seconds.
LOOP_TIMEOUT = 3.0
# A page waits this long for Redis before it does without; seconds.
PAGE_TIMEOUT = 1.0


def keys() -> Keys:
    return Keys(prefix=settings.REDIS_PREFIX, source=settings.PLAN.source)


def for_loop() -> aioredis.Redis:
    """A client for the running event loop. Make it after a fork; close it with `aclose()`."""
    client: aioredis.Redis = settings.REDIS.async_client(
        socket_timeout=LOOP_TIMEOUT, socket_connect_timeout=LOOP_TIMEOUT, health_check_interval=10
    )
    return client


def for_threads() -> Redis:
    """A client that any thread may use: for views and commands."""
    client: Redis = settings.REDIS.sync_client(socket_timeout=PAGE_TIMEOUT, socket_connect_timeout=PAGE_TIMEOUT)
    return client
