"""Where several providers give prices: the one of each symbol that people see, chosen and kept.

It is chosen when an answer comes, and kept under keys of its own, so that pages, hubs and boards read one price of a
symbol and need not know how many providers there are.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast

from redis.asyncio import Redis

from live.polling import store
from live.polling.keys import Keys
from live.polling.lane import Lane
from live.polling.parts import Parts
from live.polling.standing_in import shown
from live.quotes import Quote

# KEYS: shown. ARGV: symbol and quote, in turns. What was worked out from a price that is no longer shown is left out.
_REPLACE = """
for i = 1, #ARGV, 2 do
  local old = redis.call('HGET', KEYS[1], ARGV[i])
  local was, is = old and cjson.decode(old), cjson.decode(ARGV[i + 1])
  if was and was['source'] == is['source'] and was['fetched_at'] == is['fetched_at'] then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
"""


async def keep(parts: Parts, lanes: Sequence[Lane], symbols: Iterable[str]) -> list[Quote]:
    """Choose anew what is shown of these symbols, and keep it. To be called by the poll that has the lock."""
    now = parts.now()
    chosen = {symbol: shown([lane.known.quote(symbol) for lane in lanes], now) for symbol in symbols}
    found = {symbol: quote for symbol, quote in chosen.items() if quote is not None}
    if found:
        texts: dict[Any, Any] = {symbol: store.encode(quote) for symbol, quote in found.items()}
        await cast(Any, parts.redis.hset(parts.public.shown, mapping=texts))
    return list(found.values())


async def choose_anew(parts: Parts, lanes: Sequence[Lane]) -> None:
    """Choose for every symbol of which any provider's price is held, once: after a loss, and with other providers."""
    redis, keys, now = parts.redis, parts.public, parts.now()
    if await redis.exists(keys.shown_ready):
        return
    held = [await _all(redis, lane.parts.keys) for lane in lanes]
    symbols = {symbol for quotes in held for symbol in quotes}
    chosen = [quote for symbol in symbols if (quote := shown([quotes.get(symbol) for quotes in held], now))]
    async with redis.pipeline(transaction=True) as pipe:
        if chosen:
            pipe.hset(keys.shown, mapping={quote.symbol: store.encode(quote) for quote in chosen})
        pipe.set(keys.shown_ready, "1")
        await pipe.execute()
    # Whoever watches may have been told that nothing is known.
    for lane in lanes:
        lane.answered += [watched.quote for watched in lane.outlook.watched if watched.quote]


async def replace(redis: Redis, keys: Keys, quotes: Sequence[Quote]) -> None:
    """Keep these in place of those that they were worked out from, where those are still shown."""
    texts = [text for quote in quotes for text in (quote.symbol, store.encode(quote))]
    if texts:
        await cast(Any, redis.eval(_REPLACE, 1, keys.shown, *texts))


async def _all(redis: Redis, keys: Keys) -> dict[str, Quote]:
    held = await cast(Any, redis.hgetall(keys.quotes))
    return {json.loads(text)["symbol"]: store.decode(text) for text in held.values()}
