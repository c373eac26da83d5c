"""Who watches what, for now: leases in Redis that run out by themselves.

Each web process writes the symbols that its visible viewers watch, and how many, under its own name with an expiry.
A process that dies stops counting when its lease runs out; nothing is ever decremented. Beside it lies the spare lease:
symbols that nobody picked but a board shows, which get what everything else leaves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import redis as blocking
from redis.asyncio import Redis

from live.polling.keys import Keys

# A visitor's page without a socket: long enough for the prices to arrive and a reload to find them.
VISIT_SECONDS = 120

NOBODY: Mapping[str, int] = MappingProxyType({})

# Owners whose names begin like this lease what sockets follow likely ranges of.
FOLLOWS = "follows-"

# The owner that leases what an operator wants asked for now, whether or not an answer can be news. A request for it is
# made once, within the budget; what the budget does not allow in this time is forgotten. Seconds.
PRESSED = "now-operator"
PRESSED_SECONDS = 120

# Adds up the viewers of every lease that has not run out, and forgets the names of those that have. A page of a ticker
# has a socket for prices and one for likely ranges: it is one viewer, so of the two counts the larger one counts.
_WANTED = """
local picked, spare, follows = {}, {}, {}
local function add(total, lease)
  for i = 1, #lease, 2 do total[lease[i]] = (total[lease[i]] or 0) + tonumber(lease[i + 1]) end
  return #lease
end
local pressed = {}
for _, owner in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local to = picked
  if string.sub(owner, 1, #ARGV[3]) == ARGV[3] then to = follows end
  local held = add(to, redis.call('HGETALL', ARGV[1] .. owner))
  held = held + add(spare, redis.call('HGETALL', ARGV[2] .. owner))
  if owner == ARGV[4] then pressed = redis.call('HKEYS', ARGV[1] .. owner) end
  if held == 0 then redis.call('SREM', KEYS[1], owner) end
end
for symbol, viewers in pairs(follows) do picked[symbol] = math.max(picked[symbol] or 0, viewers) end
local function flat(total)
  local list = {}
  for symbol, viewers in pairs(total) do list[#list + 1] = symbol; list[#list + 1] = viewers end
  return list
end
return {flat(picked), flat(spare), pressed}
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Symbol → viewers: of what somebody picked, and of what only a board shows. No symbol is in both. `pressed` are
    those picked ones that an operator wants asked for now."""

    picked: dict[str, int]
    spare: dict[str, int]
    pressed: frozenset[str] = frozenset()


async def hold(
    redis: Redis, keys: Keys, owner: str, viewers: Mapping[str, int], seconds: int, spare: Mapping[str, int] = NOBODY
) -> None:
    """Make `viewers` and `spare` (symbol → how many, at least 1) this owner's whole lease, for `seconds` from now."""
    async with redis.pipeline(transaction=True) as pipe:
        write(pipe, keys, owner, viewers, seconds, spare)
        await pipe.execute()


def write(
    pipe: Any, keys: Keys, owner: str, viewers: Mapping[str, int], seconds: int, spare: Mapping[str, int] = NOBODY
) -> None:
    """Queue the same on a pipeline, of an asyncio or of a blocking client."""
    for lease, some in ((keys.lease(owner), viewers), (keys.spare_lease(owner), spare)):
        pipe.delete(lease)
        if some:
            pipe.hset(lease, mapping=dict(some))
            pipe.expire(lease, seconds)
    if viewers or spare:
        pipe.sadd(keys.leases, owner)


async def release(redis: Redis, keys: Keys, owner: str) -> None:
    """Give the lease back at once, as a process does that ends in good order."""
    await redis.delete(keys.lease(owner), keys.spare_lease(owner))


async def is_held(redis: Redis, keys: Keys, owner: str) -> bool:
    """Whether this owner has a lease that has not run out."""
    return bool(await redis.exists(keys.lease(owner), keys.spare_lease(owner)))


async def wanted(redis: Redis, keys: Keys) -> Wanted:
    """Every leased symbol with the number of its viewers, in one round trip."""
    return _wanted(await cast(Any, redis.eval(_WANTED, 1, *_arguments(keys))))


async def demand(redis: Redis, keys: Keys) -> dict[str, int]:
    """Every symbol that somebody picked and watches, with the number of its viewers."""
    return (await wanted(redis, keys)).picked


def wanted_now(redis: blocking.Redis, keys: Keys) -> Wanted:
    """The same as `wanted` by a blocking client."""
    return _wanted(redis.eval(_WANTED, 1, *_arguments(keys)))


def demand_now(redis: blocking.Redis, keys: Keys) -> dict[str, int]:
    """The same as `demand` by a blocking client."""
    return wanted_now(redis, keys).picked


def press(redis: blocking.Redis, keys: Keys, symbols: Collection[str]) -> None:
    """Have these asked for now, by whichever poll comes next."""
    with redis.pipeline(transaction=True) as pipe:
        pipe.hset(keys.lease(PRESSED), mapping=dict.fromkeys(symbols, 1))
        pipe.expire(keys.lease(PRESSED), PRESSED_SECONDS)
        pipe.sadd(keys.leases, PRESSED)
        pipe.execute()


async def answered(redis: Redis, keys: Keys, symbols: Collection[str]) -> None:
    """These were asked for, with whatever outcome: once is enough."""
    await cast(Any, redis.hdel(keys.lease(PRESSED), *symbols))


def _arguments(keys: Keys) -> tuple[str, str, str, str, str]:
    return keys.leases, keys.lease(""), keys.spare_lease(""), FOLLOWS, PRESSED


def _wanted(answer: Any) -> Wanted:
    picked, spare = map(_viewers, answer[:2])
    left = {symbol: viewers for symbol, viewers in spare.items() if symbol not in picked}
    return Wanted(picked, left, frozenset(map(_text, answer[2])))


def _viewers(flat: Any) -> dict[str, int]:
    return {_text(symbol): int(viewers) for symbol, viewers in zip(flat[::2], flat[1::2], strict=True)}


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
