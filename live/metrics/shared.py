"""What all processes counted and how those that live stand, in Redis: right over containers and machines alike.

Counts are told as growth and added up there, so what a process told outlives it and no sum goes back. Gauges lie under
a lease: those of a process that died go with it. A Redis that was started anew counts from nought, even where it read
an older dump: to a monitoring that is a counter that began anew, and half-old numbers would be none.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis

from live.metrics.tally import Series
from live.polling.keys import Keys

# A process tells of itself this often, and is forgotten when it has not for so long; seconds. Whoever is killed takes
# what it counted since with it.
EVERY = 2.0
LEASE = 10
# For so long a process may repeat what Redis took but could not confirm, and it is not added twice; seconds.
REMEMBERED = 3600

_SINCE = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
"""

# KEYS: counts, processes, this process, what it told last. ARGV: its name, its gauges, the lease, the number of this
# growth, how long that is remembered, then series and growth in turn.
_TELL = (
    _SINCE
    + """
if redis.call('HGET', KEYS[1], 'run') ~= run then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'run', run)
end
redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[3])
redis.call('SADD', KEYS[2], ARGV[1])
if #ARGV > 5 and redis.call('GET', KEYS[4]) ~= ARGV[4] then
  redis.call('SET', KEYS[4], ARGV[4], 'EX', ARGV[5])
  for i = 6, #ARGV, 2 do redis.call('HINCRBYFLOAT', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
"""
)

# KEYS: counts, processes. ARGV: the beginning of a process's key.
_READ = (
    _SINCE
    + """
local counts, gauges = {}, {}
if redis.call('HGET', KEYS[1], 'run') == run then counts = redis.call('HGETALL', KEYS[1]) end
for _, name in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local said = redis.call('GET', ARGV[1] .. name)
  if said then gauges[#gauges + 1] = said else redis.call('SREM', KEYS[2], name) end
end
return {counts, gauges}
"""
)


@dataclass(frozen=True, slots=True)
class Growth:
    """What one process counted since it last told, by the number under which it is told."""

    number: int
    by: Mapping[Series, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What all processes counted since this Redis was started, and the sums of how those that live stand."""

    counts: Mapping[Series, float]
    gauges: Mapping[Series, float]


def tell(redis: Redis, keys: Keys, name: str, gauges: Mapping[Series, float], growth: Growth) -> None:
    """Renew this process's lease and add its growth, once however often that is told. Raises redis.RedisError."""
    said = json.dumps([[_text(series), value] for series, value in gauges.items()])
    names = (keys.counts, keys.processes, keys.process(name), keys.told(name))
    flat = [part for series, by in growth.by.items() for part in (_text(series), repr(by))]
    redis.eval(_TELL, len(names), *names, name, said, LEASE, growth.number, REMEMBERED, *flat)


def leave(redis: Redis, keys: Keys, name: str) -> None:
    """This process ends in good order: how it stood is forgotten at once. Raises redis.RedisError."""
    redis.delete(keys.process(name), keys.told(name))
    redis.srem(keys.processes, name)


def read(redis: Redis, keys: Keys) -> Told:
    """Everything, in one round trip. Raises redis.RedisError."""
    answer: Any = redis.eval(_READ, 2, keys.counts, keys.processes, keys.process(""))
    flat, said = answer
    gauges: dict[Series, float] = {}
    for text in said:
        for series, value in _decoded(json.loads(text)):
            gauges[series] = gauges.get(series, 0) + value
    return Told(dict(_decoded(zip(flat[::2], flat[1::2], strict=True))), gauges)


def _text(series: Series) -> str:
    return json.dumps([series.name, series.part, *series.labels])


def _decoded(pairs: Any) -> Iterator[tuple[Series, float]]:
    for text, value in pairs:
        if text[:1] in (b"[", "["):  # beside the series lies the run that they belong to
            name, part, *labels = json.loads(text)
            yield Series(name, tuple(labels), part), float(value)
