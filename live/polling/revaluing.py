"""A price that means another market value than it did: the company's shares have become known, or were counted anew."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from redis.asyncio import Redis

from live.polling import showing, store
from live.polling.judge import Listed, revalued
from live.polling.keys import GROUP, Keys
from live.quotes import Quote


async def revalue(
    redis: Redis,
    keys: Keys,
    send: Callable[[str, dict[str, Any]], Awaitable[None]],
    listed: Mapping[str, Listed],
) -> None:
    """Keep and publish the held quotes of these symbols whose market value is now another, without a new price."""
    held = await store.read(redis, keys, listed)
    new = [revalued(quote, listed[symbol]) for symbol, quote in held.items()]
    changed = [quote for quote in new if quote != held[quote.symbol]]
    status = await redis.get(keys.status)
    if not changed or status is None:
        return
    # A poll that brings a newer price meanwhile wins, in the store and at the viewers.
    kept = await _keep(redis, keys, changed)
    number = await redis.incr(keys.sequence)
    batch = [quote.as_wire() for quote in kept]
    message = {
        "type": "live.batch",
        "seq": number,
        "source": keys.source,
        "quotes": batch,
        "status": json.loads(status),
    }
    await send(GROUP, message)


async def _keep(redis: Redis, keys: Keys, quotes: list[Quote]) -> list[Quote]:
    """Save each with its own source's, and with several sources in place of what is shown; gives what is held."""
    if not keys.shown_by:
        return await store.save(redis, keys, quotes)
    for source in {quote.source for quote in quotes}:
        own = Keys(keys.prefix, source)
        await store.save(redis, own, [quote for quote in quotes if quote.source == source])
    await showing.replace(redis, keys, quotes)
    return list((await store.read(redis, keys, [quote.symbol for quote in quotes])).values())
