"""The worker's part, played to servers that run: quotes of a test's own, over the real store and the real layer."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis import asyncio as aioredis

from live.polling import leases, store
from live.polling.keys import GROUP, Keys
from live.quotes import Basis, Quote, State, iso

PATIENCE = 60.0  # seconds until a test gives up; the machine may be busy
KEYS = Keys("stocker", "simulated")


def quote(symbol: str, price: float = 100.0, **values: Any) -> Quote:
    now = datetime.now(UTC)
    return Quote(
        symbol=symbol,
        source="simulated",
        basis=Basis.SIMULATED,
        state=State.FRESH,
        price=Decimal(str(price)),
        trading_day=date(2026, 11, 20),
        as_of=values.pop("as_of", now),
        fetched_at=now,
        next_due_at=now + timedelta(minutes=5),
        **values,
    )


STATUS = {
    "basis": "simulated",
    "source": "simulated",
    "provider": {"state": "ok", "since": "2026-11-20T14:00:00.000000Z", "message": ""},
    "budget": {"window": "minute", "used": 1, "limit": 1200, "next_due_at": None},
    "market": {},
}


class Worker:
    """Plays the worker: saves, numbers and publishes over the real layer; says something every 0.3 s meanwhile."""

    def __init__(self, redis_socket: Path) -> None:
        address = f"unix://{redis_socket}?db=0"
        self.redis = aioredis.Redis.from_url(address)
        self.layer = RedisPubSubChannelLayer(hosts=[address], prefix="stocker:layer")
        self.status: Mapping[str, Any] = STATUS
        self._talking: asyncio.Task[None] | None = None
        self._hush = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    def talk(self) -> None:
        self._hush.clear()
        self._talking = asyncio.create_task(self._talk())

    async def fall_silent(self) -> None:
        self._hush.set()
        if self._talking is not None:
            await self._talking

    async def _talk(self) -> None:
        while not self._hush.is_set():
            await self.publish()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    await self._hush.wait()

    async def publish(self, *quotes: Quote, lost: bool = False) -> None:
        """Save, take the next number, send; a `lost` batch is not sent."""
        async with self._one_at_a_time:
            held = await store.save(self.redis, KEYS, quotes)
            number = await self.redis.incr(KEYS.sequence)
            status = {"at": iso(datetime.now(UTC)), **self.status}
            await self.redis.set(KEYS.status, json.dumps(status))
            if not lost:
                wires = [one.as_wire() for one in held]
                batch = {"type": "live.batch", "seq": number, "source": "simulated", "quotes": wires}
                await self.layer.group_send(GROUP, batch | {"status": status})

    async def demand(self, **expected: int) -> None:
        """Returns once exactly this is leased (symbol → viewers)."""
        await eventually(lambda: leases.demand(self.redis, KEYS), expected)

    async def forget_visits(self) -> None:
        """Who read a page in an earlier test would be a viewer for two minutes; sockets are leased anew at once."""
        for owner in await cast(Any, self.redis.smembers(KEYS.leases)):
            await leases.release(self.redis, KEYS, owner.decode())

    async def close(self) -> None:
        await self.fall_silent()
        await self.layer.flush()
        await self.redis.aclose()


async def eventually(ask: Any, expected: Any) -> None:
    """Returns once the awaited answer is as expected."""
    answer = None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while (answer := await ask()) != expected:  # noqa: ASYNC110 - it is Redis that changes
                await asyncio.sleep(0.02)
    assert answer == expected
