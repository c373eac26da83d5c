"""When each symbol was last asked for and how that went, in Redis.

A symbol is claimed by a conditional write before its request is sent: whoever else wants it within the least time
between two requests is refused, whatever became of the claim.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import redis as blocking
from redis.asyncio import Redis

from live.polling.keys import Keys
from live.polling.requests import Asked

# KEYS: asked. ARGV: now, least time between two requests (s), symbols. What failed before is kept in the claim.
_CLAIM = """
local now, least = tonumber(ARGV[1]), tonumber(ARGV[2])
local mine = {}
for i = 3, #ARGV do
  local old = redis.call('HGET', KEYS[1], ARGV[i])
  local asked = old and cjson.decode(old) or {failures = 0, unknown = false}
  if not asked['at'] or now - asked['at'] >= least or asked['at'] > now + least then
    asked['at'] = now
    redis.call('HSET', KEYS[1], ARGV[i], cjson.encode(asked))
    mine[#mine + 1] = ARGV[i]
  end
end
return mine
"""


async def claim(redis: Redis, keys: Keys, symbols: Sequence[str], now: datetime, least: float) -> list[str]:
    """Those of `symbols` that nobody asked for in the last `least` seconds; they count as asked from `now` on."""
    arguments = [repr(now.timestamp()), repr(least), *symbols]
    mine = await cast(Any, redis.eval(_CLAIM, 1, keys.asked, *arguments))
    return [symbol.decode() for symbol in mine]


async def read(redis: Redis, keys: Keys, symbols: Sequence[str]) -> dict[str, Asked]:
    """How these symbols were last asked for; those that never were are absent."""
    if not symbols:
        return {}
    return _decoded(symbols, await cast(Any, redis.hmget(keys.asked, list(symbols))))


def read_now(redis: blocking.Redis, keys: Keys, symbols: Sequence[str]) -> dict[str, Asked]:
    """The same by a blocking client."""
    return _decoded(symbols, redis.hmget(keys.asked, list(symbols))) if symbols else {}


async def write(redis: Redis, keys: Keys, asked: Mapping[str, Asked]) -> None:
    """Keep how these requests went."""
    if asked:
        await cast(Any, redis.hset(keys.asked, mapping={symbol: _encode(how) for symbol, how in asked.items()}))


def _decoded(symbols: Sequence[str], held: Any) -> dict[str, Asked]:
    return {symbol: _decode(text) for symbol, text in zip(symbols, held, strict=True) if text is not None}


def _encode(asked: Asked) -> str:
    told = {"at": asked.at.timestamp(), "failures": asked.failures, "unknown": asked.unknown}
    return json.dumps(told | ({"why": asked.why} if asked.why else {}))


def _decode(text: bytes) -> Asked:
    values = json.loads(text)
    at = datetime.fromtimestamp(values["at"], UTC)
    return Asked(at, values["failures"], values["unknown"], values.get("why", ""))


def failing_now(redis: blocking.Redis, keys: Keys) -> dict[str, Asked]:
    """Every symbol whose last request brought nothing new, or nothing, by a blocking client."""
    everything = {symbol.decode(): _decode(text) for symbol, text in cast(Any, redis.hgetall(keys.asked)).items()}
    return {symbol: asked for symbol, asked in everything.items() if asked.failures}
