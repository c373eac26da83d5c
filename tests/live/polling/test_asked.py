"""Claims: who may ask for a symbol now, and the lock that lets one poll in at a time."""

import asyncio
from datetime import UTC, datetime, timedelta

from redis import asyncio as aioredis

from live.polling import asked, lock
from live.polling.keys import Keys
from live.polling.lock import alone
from live.polling.requests import Asked

KEYS = Keys("test", "simulated")
NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)


async def test_of_many_that_claim_a_symbol_at_once_one_gets_it(aredis: aioredis.Redis) -> None:
    mine = await asyncio.gather(*[asked.claim(aredis, KEYS, ["AAPL", "MSFT"], NOW, 10) for _ in range(10)])
    assert sorted(len(symbols) for symbols in mine) == [0] * 9 + [2]


async def test_a_symbol_can_be_claimed_again_after_the_least_time(aredis: aioredis.Redis) -> None:
    await asked.claim(aredis, KEYS, ["AAPL"], NOW, 10)
    assert await asked.claim(aredis, KEYS, ["AAPL"], NOW + timedelta(seconds=9.9), 10) == []
    assert await asked.claim(aredis, KEYS, ["AAPL"], NOW + timedelta(seconds=10), 10) == ["AAPL"]


async def test_a_claim_keeps_how_often_the_symbol_failed(aredis: aioredis.Redis) -> None:
    await asked.write(aredis, KEYS, {"AAPL": Asked(NOW, failures=3, unknown=True)})
    later = NOW + timedelta(hours=1)
    await asked.claim(aredis, KEYS, ["AAPL"], later, 10)
    assert await asked.read(aredis, KEYS, ["AAPL", "MSFT"]) == {"AAPL": Asked(later, failures=3, unknown=True)}


async def test_a_clock_set_back_by_hours_does_not_lock_a_symbol_out(aredis: aioredis.Redis) -> None:
    await asked.claim(aredis, KEYS, ["AAPL"], NOW, 10)
    assert await asked.claim(aredis, KEYS, ["AAPL"], NOW - timedelta(hours=3), 10) == ["AAPL"]


async def test_one_poll_at_a_time_is_let_in(aredis: aioredis.Redis) -> None:
    async with alone(aredis, KEYS.poll_lock) as first, alone(aredis, KEYS.poll_lock) as second:
        assert (first, second) == (True, False)
    async with alone(aredis, KEYS.poll_lock) as third:
        assert third


async def test_a_lock_that_ran_out_is_not_taken_from_its_next_owner(aredis: aioredis.Redis) -> None:
    async with alone(aredis, KEYS.poll_lock):
        await aredis.set(KEYS.poll_lock, "another's")
        await asyncio.sleep(lock.RENEW_EVERY + 0.3)  # nor renewed
        assert await aredis.ttl(KEYS.poll_lock) == -1
    assert await aredis.get(KEYS.poll_lock) == b"another's"


async def test_a_lock_is_renewed_while_its_owner_lives_and_soon_runs_out_when_it_died(aredis: aioredis.Redis) -> None:
    async with alone(aredis, KEYS.poll_lock):
        left = await aredis.pttl(KEYS.poll_lock)
        assert 0 < left <= lock.SECONDS * 1000
        while (before := left) >= (left := await aredis.pttl(KEYS.poll_lock)) > 0:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert left > before, "it ran out"
        assert lock.SECONDS < 4  # prices are to be back so soon after a worker died
