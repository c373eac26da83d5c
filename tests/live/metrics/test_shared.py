"""The sums over processes, in a real Redis: no count is lost or told twice, and no gauge outlives its process."""

from redis import Redis

from live.metrics import names, shared
from live.metrics.shared import Growth
from live.metrics.tally import Series
from live.polling.keys import Keys

KEYS = Keys("stocker", "simulated")
POLLED, VIEWERS = Series(names.BATCHES_PUBLISHED.name), Series(names.VIEWERS.name)


def tell(redis: Redis, name: str, number: int, by: float, viewers: int = 0) -> None:
    shared.tell(redis, KEYS, name, {VIEWERS: viewers}, Growth(number, {POLLED: by} if by else {}))


def test_processes_add_up(redis: Redis) -> None:
    tell(redis, "one", 1, 3, viewers=10)
    tell(redis, "two", 1, 4, viewers=5)
    tell(redis, "one", 2, 1, viewers=9)
    told = shared.read(redis, KEYS)
    assert (told.counts[POLLED], told.gauges[VIEWERS]) == (8, 14)


def test_what_was_told_twice_is_added_once(redis: Redis) -> None:
    """The answer was lost on its way: the process tells the same again, under the same number."""
    tell(redis, "one", 1, 3)
    tell(redis, "one", 1, 3)
    assert shared.read(redis, KEYS).counts[POLLED] == 3


def test_a_process_that_is_killed_leaves_its_counts_and_takes_its_gauges(redis: Redis) -> None:
    tell(redis, "one", 1, 3, viewers=10)
    tell(redis, "two", 1, 4, viewers=5)
    assert 0 < redis.pttl(KEYS.process("one")) <= shared.LEASE * 1000
    redis.delete(KEYS.process("one"))  # as when its lease runs out
    told = shared.read(redis, KEYS)
    assert (told.counts[POLLED], told.gauges[VIEWERS]) == (7, 5)
    assert redis.smembers(KEYS.processes) == {b"two"}


def test_one_that_ends_in_good_order_is_gone_at_once(redis: Redis) -> None:
    tell(redis, "one", 1, 3, viewers=10)
    shared.leave(redis, KEYS, "one")
    told = shared.read(redis, KEYS)
    assert (told.counts[POLLED], told.gauges) == (3, {})


def test_counts_that_a_redis_read_from_its_dump_are_not_gone_on_with(redis: Redis) -> None:
    """They are from before the last minutes: to go on with them would be to go back."""
    tell(redis, "one", 1, 1000)
    redis.hset(KEYS.counts, "run", "another")
    assert shared.read(redis, KEYS).counts == {}
    tell(redis, "one", 2, 5)
    assert shared.read(redis, KEYS).counts == {POLLED: 5}


def test_nothing_is_kept_without_an_end_but_the_counts(redis: Redis) -> None:
    tell(redis, "one", 1, 3)
    kept = {key.decode() for key in redis.scan_iter() if redis.ttl(key) == -1}
    assert kept == {KEYS.counts, KEYS.processes}
