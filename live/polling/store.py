"""The latest quote of every symbol, in Redis. An older quote never replaces a newer one.

Newer means a later (`trading_day`, `as_of`, `fetched_at`), judged within one basis and compared inside the
atomic write, so that workers that finish in any order leave the same result.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from redis.asyncio import Redis

from live.polling.keys import Keys
from live.quotes import AHEAD, Quote, iso

# Moments are written in one fixed width, so that the order of the texts is the order in time.
# What is absent sorts first, so what holds no price is older than any price; a failure may mark the held price
# but never replace it. What was asked for after ARGV[1] gives way to everything else.
_SAVE = """
local function order(quote)
  local function text(name) local v = quote[name]; if type(v) == 'string' then return v end; return '' end
  return text('trading_day') .. ' ' .. text('as_of') .. ' ' .. text('fetched_at')
end
local function ahead(quote) local at = quote['fetched_at']; return type(at) == 'string' and at > ARGV[1] end
local held = {}
for i = 2, #ARGV, 2 do
  local symbol, new = ARGV[i], ARGV[i + 1]
  local old = redis.call('HGET', KEYS[1], symbol)
  if old then
    local was, is = cjson.decode(old), cjson.decode(new)
    if ahead(was) ~= ahead(is) then
      if ahead(is) then new = old end
    elseif was['basis'] == is['basis'] and order(is) < order(was) then new = old end
  end
  redis.call('HSET', KEYS[1], symbol, new)
  held[#held + 1] = new
end
return held
"""


async def save(redis: Redis, keys: Keys, quotes: Sequence[Quote], now: datetime | None = None) -> list[Quote]:
    """Keep each quote unless a newer one is held; gives what is held afterwards, in the same order.

    With `now` a quote from a minute or more ahead of it counts as older than any other.
    """
    if not quotes:
        return []
    held = cast(list[bytes], await redis.eval(_SAVE, 1, keys.quotes, *_arguments(quotes, now)))
    return [decode(text) for text in held]


async def restore(redis: Redis, keys: Keys, quotes: Sequence[Quote], now: datetime) -> None:
    """Put back what the database kept, and mark that it is there, both or neither."""
    async with redis.pipeline(transaction=True) as pipe:
        if quotes:
            pipe.eval(_SAVE, 1, keys.quotes, *_arguments(quotes, now))
        pipe.set(keys.restored, "1")
        await pipe.execute()


async def is_restored(redis: Redis, keys: Keys) -> bool:
    """Whether Redis has lost nothing since the database's quotes were put into it."""
    return bool(await redis.exists(keys.restored))


def _arguments(quotes: Sequence[Quote], now: datetime | None) -> list[str]:
    latest = iso(now + AHEAD) if now else "9"
    return [latest, *(text for quote in quotes for text in (quote.symbol, encode(quote)))]


async def read(redis: Redis, keys: Keys, symbols: Iterable[str]) -> dict[str, Quote]:
    """What is shown of these symbols; those that nothing is held of are absent."""
    wanted = list(symbols)
    if not wanted:
        return {}
    held = await redis.hmget(keys.shown, wanted)
    return decode_all(wanted, held)


def decode_all(symbols: Sequence[str], held: Sequence[Any]) -> dict[str, Quote]:
    return {symbol: decode(text) for symbol, text in zip(symbols, held, strict=True) if text is not None}


def encode(quote: Quote) -> str:
    return json.dumps(quote.as_wire(), separators=(",", ":"))


def decode(text: bytes | str) -> Quote:
    return Quote.from_wire(json.loads(text))
