"""How the product reaches Redis."""

from django.conf import settings
from redis import Redis
from redis import asyncio as aioredis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from live.polling.keys import Keys
from live.providers.provider import Plan

# A worker or a hub waits this long for Redis before it calls it away; seconds.
LOOP_TIMEOUT = 3.0
# A page waits this long for Redis before it does without; seconds.
PAGE_TIMEOUT = 1.0


def plans() -> tuple[Plan, ...]:
    """The plans of those who are asked for prices, in this order."""
    # A PLAN that is none of them was put in their place, and stands alone.
    return settings.PROVIDERS if settings.PLAN in settings.PROVIDERS else (settings.PLAN,)


def keys() -> Keys:
    """The keys of what people see. Facts and history are kept by the source of `settings.PLAN`."""
    sources = [plan.source for plan in plans()]
    return Keys(settings.REDIS_PREFIX, settings.PLAN.source, "+".join(sources) if len(sources) > 1 else "")


def keys_of(plan: Plan) -> Keys:
    """The keys of what one of them answers."""
    return Keys(settings.REDIS_PREFIX, plan.source)


def for_loop() -> aioredis.Redis:
    """A client for the running event loop. Make it after a fork; close it with `aclose()`."""
    client: aioredis.Redis = settings.REDIS.async_client(
        socket_timeout=LOOP_TIMEOUT,
        socket_connect_timeout=LOOP_TIMEOUT,
        health_check_interval=10,
        # Once and at once, on another connection: the ones from before a restart are dead. A Redis that hangs is not
        # asked again, the next tick is the retry.
        retry=Retry(NoBackoff(), 1, (RedisConnectionError,)),
    )
    return client


def for_threads() -> Redis:
    """A client that any thread may use: for views and commands."""
    client: Redis = settings.REDIS.sync_client(socket_timeout=PAGE_TIMEOUT, socket_connect_timeout=PAGE_TIMEOUT)
    return client
