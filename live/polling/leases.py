"""Who watches what, for now: leases in Redis that run out by themselves.

Each web process writes the symbols that its visible viewers watch, and how many, under its own name with an expiry.
A process that dies stops counting when its lease runs out; nothing is ever decremented.
"""

from collections.abc import Mapping
from typing import Any, cast

import redis as blocking
from redis.asyncio import Redis

from live.polling.keys import Keys

# A visitor's page without a socket: long enough for the prices to arrive and a reload to find them.
VISIT_SECONDS = 120

# Adds up the viewers of every lease that has not run out, and forgets the names of those that have.
_DEMAND = """
local total = {}
for _, owner in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local lease = redis.call('HGETALL', ARGV[1] .. owner)
  if #lease == 0 then redis.call('SREM', KEYS[1], owner) end
  for i = 1, #lease, 2 do total[lease[i]] = (total[lease[i]] or 0) + tonumber(lease[i + 1]) end
end
local flat = {}
for symbol, viewers in pairs(total) do flat[#flat + 1] = symbol; flat[#flat + 1] = viewers end
return flat
"""


async def hold(redis: Redis, keys: Keys, owner: str, viewers: Mapping[str, int], seconds: int) -> None:
    """Make `viewers` (symbol → how many, at least 1) this owner's whole lease, for `seconds` from now."""
    async with redis.pipeline(transaction=True) as pipe:
        write(pipe, keys, owner, viewers, seconds)
        await pipe.execute()


def write(pipe: Any, keys: Keys, owner: str, viewers: Mapping[str, int], seconds: int) -> None:
    """Queue the same on a pipeline, of an asyncio or of a blocking client."""
    lease = keys.lease(owner)
    pipe.delete(lease)
    if viewers:
        pipe.hset(lease, mapping=dict(viewers))
        pipe.expire(lease, seconds)
        pipe.sadd(keys.leases, owner)


async def release(redis: Redis, keys: Keys, owner: str) -> None:
    """Give the lease back at once, as a process does that ends in good order."""
    await redis.delete(keys.lease(owner))


async def demand(redis: Redis, keys: Keys) -> dict[str, int]:
    """Every leased symbol with the number of its viewers, in one round trip."""
    return _viewers(await cast(Any, redis.eval(_DEMAND, 1, keys.leases, keys.lease(""))))


def demand_now(redis: blocking.Redis, keys: Keys) -> dict[str, int]:
    """The same by a blocking client."""
    return _viewers(redis.eval(_DEMAND, 1, keys.leases, keys.lease("")))


def _viewers(flat: Any) -> dict[str, int]:
    return {_text(symbol): int(viewers) for symbol, viewers in zip(flat[::2], flat[1::2], strict=True)}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
