"""What a real poll does with many due at once: how answers overlap, and how long its loop stands still."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from benchmarks.freshness.cases import LATENCY, TRADING, plan
from benchmarks.freshness.planned import NO_DATABASE
from live.clock import Clock
from live.polling import leases
from live.polling.budget import Budget
from live.polling.hours import new_york
from live.polling.judge import Listed
from live.polling.keys import Keys
from live.polling.parts import Parts
from live.polling.poll import poll
from live.providers.series import Series
from live.quotes import Quote, Reading

SYMBOLS, POLLS = 500, 10
KEYS = Keys("bench", "alphavantage")


@dataclass
class Provider:
    """Answers each request after the benchmark's latency."""

    under_way: int = 0
    most: int = 0
    sizes: list[int] = field(default_factory=list)

    async def quote(self, symbol: str, entitlement: str) -> Reading:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(LATENCY)
        self.under_way -= 1
        return Reading(symbol, Decimal(100), TRADING.date(), previous_close=Decimal(99))

    async def bulk_quotes(self, symbols: Sequence[str]) -> Mapping[str, Reading]:
        return {symbol: await self.quote(symbol, "") for symbol in symbols}

    async def daily(self, symbol: str) -> Series:
        raise AssertionError("a plan of 600 a minute asks for prices, not for bars")

    async def send(self, _group: str, message: dict[str, Any]) -> None:
        self.sizes.append(len(message["quotes"]))


async def measure(socket: Path) -> str:
    """Some seconds of polls on a plan of 600, told in one line."""
    async with Redis(unix_socket_path=str(socket)) as redis:
        await redis.flushall()
        provider = Provider()
        parts = _parts(redis, provider)
        await leases.hold(redis, KEYS, "web", {f"S{n}": 1 for n in range(SYMBOLS)}, 60)
        await poll(parts)
        gaps: list[float] = []
        watching = asyncio.create_task(_watch(gaps))
        began, sent = time.monotonic(), sum(provider.sizes)
        for _ in range(POLLS):
            await poll(parts)
        seconds = time.monotonic() - began
        watching.cancel()
        quotes = sum(provider.sizes) - sent
    return (
        f"A poll, {SYMBOLS} symbols due, 600 a minute, answers after {1000 * LATENCY:.0f} ms: {quotes / seconds:.1f} "
        f"prices a second, {provider.most} requests at a time, its loop was busy for {1000 * max(gaps):.0f} ms of CPU "
        "at the most."
    )


async def _watch(gaps: list[float]) -> None:
    """The thread's own time between two turns of this: what other processes take meanwhile does not count."""
    while True:
        before = time.thread_time()
        await asyncio.sleep(0.001)
        gaps.append(time.thread_time() - before)


def _parts(redis: Redis, provider: Provider) -> Parts:
    clock, chosen, hours = Clock(TRADING.timestamp(), time.time(), 1.0), plan("600", "delayed"), new_york(TRADING)

    async def listed(symbols: Sequence[str]) -> dict[str, Listed]:
        return {symbol: Listed(symbol, "XNYS", "USD") for symbol in symbols}

    async def keep(_: Sequence[Series]) -> None: ...

    async def snapshot() -> dict[str, Quote]:
        return {}

    async def watched_since(_: datetime) -> list[str]:
        return []

    return Parts(
        redis=redis,
        keys=KEYS,
        plan=chosen,
        provider=provider,
        budget=Budget(redis, KEYS, chosen, clock, NO_DATABASE),
        send=provider.send,
        listed=listed,
        hours=lambda _exchange, _now: hours,
        now=lambda: datetime.fromtimestamp(clock.at(time.time()), UTC),
        keep_series=keep,
        snapshot=snapshot,
        watched_since=watched_since,
    )
