"""Whose likely range somebody follows, for now, and what is told of each: kept in Redis as the text that is sent.

A follower holds a lease like any other viewer, so the ticker's price is asked for too; the owner's name tells these
leases from the others.
"""

from collections.abc import Collection, Mapping
from typing import Any, cast

from redis.asyncio import Redis

from live.polling import leases
from live.polling.keys import Keys

# What is followed is worked out anew every few seconds; a page that opens soon after still finds it.
ANSWER_SECONDS = 600


def owner(process: str) -> str:
    """The name under which a process leases what its sockets follow."""
    return leases.FOLLOWS + process


async def followed(redis: Redis, keys: Keys) -> list[str]:
    """Every symbol that somebody follows, in order."""
    names = [name.decode() for name in await cast(Any, redis.smembers(keys.leases))]
    async with redis.pipeline(transaction=False) as pipe:
        for name in names:
            if name.startswith(leases.FOLLOWS):
                pipe.hkeys(keys.lease(name))
        held = await pipe.execute()
    return sorted({symbol.decode() for symbols in held for symbol in symbols})


async def read(redis: Redis, keys: Keys, symbols: Collection[str]) -> dict[str, str]:
    """What is told of these symbols; those of which nothing is are absent."""
    if not symbols:
        return {}
    held = cast(list[bytes | None], await redis.mget([keys.forecast(symbol) for symbol in symbols]))
    return {symbol: text.decode() for symbol, text in zip(symbols, held, strict=True) if text is not None}


async def keep(redis: Redis, keys: Keys, answers: Mapping[str, str]) -> None:
    """Keep what is told of these symbols, for ten minutes from now."""
    async with redis.pipeline(transaction=False) as pipe:
        for symbol, text in answers.items():
            pipe.set(keys.forecast(symbol), text, ex=ANSWER_SECONDS)
        await pipe.execute()
