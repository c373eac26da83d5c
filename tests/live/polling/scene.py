"""The parts of a poll over real Redis; the provider stands at its boundary as an object that the test scripts."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import OperationalError
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling import hours, leases, store
from live.polling.budget import Budget
from live.polling.judge import Listed
from live.polling.keys import Keys
from live.polling.market_value import Shares
from live.polling.parts import Parts
from live.polling.poll import poll
from live.providers import sending
from live.providers.errors import ProviderError
from live.providers.series import Bar, Series
from live.quotes import Quote, Reading
from tests.live.polling.memory import Memory

# Nothing here is waited for longer, on a busy machine too, and so long a poll that waits for answers goes on asking;
# real seconds.
PATIENCE = 60.0
# Longer than any test, whatever becomes of the scene's own clock; real seconds.
LEASED = 3600
KEYS = Keys("test", "alphavantage")
OPEN = datetime(2026, 11, 19, 15, tzinfo=UTC)
DELAYED = Plan("600", "alphavantage", "delayed", bulk=False, poll_seconds=10)
BULK = Plan("600", "alphavantage", "realtime", bulk=True, poll_seconds=10)
FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)


@dataclass
class Provider:
    """Answers at once with a price of 100, or as the test says for a symbol; remembers what it was asked."""

    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, ...]] = field(default_factory=list)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    bulk_refusal: ProviderError | None = None
    day: date = date(2026, 11, 19)

    async def quote(self, symbol: str, entitlement: str) -> Reading:
        self.requests.append((symbol,))
        sending.has_left()
        if symbol in self.slow:
            await self.slow[symbol].wait()
        answer = self.answers.get(symbol, Decimal(100))
        if isinstance(answer, ProviderError):
            raise answer
        return Reading(symbol, answer, self.day, previous_close=Decimal(80))

    async def bulk_quotes(self, symbols: Sequence[str]) -> Mapping[str, Reading]:
        self.requests.append(tuple(symbols))
        if self.bulk_refusal:
            raise self.bulk_refusal
        return {s: Reading(s, Decimal(100), date(2026, 11, 19)) for s in symbols if self.answers.get(s, True)}

    async def daily(self, symbol: str) -> Series:
        self.requests.append((symbol,))
        if symbol in self.slow:
            await self.slow[symbol].wait()
        days = [date(2026, 11, 19), date(2026, 11, 18), date(2026, 11, 17)]
        closes = [Decimal(99), Decimal(50), Decimal(40)]
        return Series(symbol, tuple(Bar(day, c, c, c, c, 7) for day, c in zip(days, closes, strict=True)))


@dataclass
class Scene:
    """A poll's parts with everything that it sent and kept."""

    redis: aioredis.Redis
    plan: Plan = DELAYED
    now: datetime = OPEN
    provider: Provider = field(default_factory=Provider)
    sent: list[dict[str, Any]] = field(default_factory=list)
    kept: list[list[str]] = field(default_factory=list)
    snapshot: dict[str, Quote] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    on_send: Callable[[], None] = lambda: None

    def parts(self) -> Parts:
        async def send(_group: str, message: dict[str, Any]) -> None:
            self.sent.append(message)
            self.on_send()

        async def listed(symbols: Sequence[str]) -> dict[str, Listed]:
            return {s: Listed(s, "NASDAQ", "USD", Shares(1000)) for s in symbols if s != "GONE"}

        async def keep(some: Sequence[Series]) -> None:
            assert self.sent, "prices wait for nothing"
            if self.memory.full:
                raise OperationalError("database or disk is full")
            self.kept.append([series.symbol for series in some])

        async def snapshot() -> dict[str, Quote]:
            return self.snapshot

        async def watched_since(_: datetime) -> Sequence[str]:
            return list(self.snapshot)

        clock = Clock(self.now.timestamp(), time.time(), 1e-9)
        return Parts(
            redis=self.redis,
            keys=KEYS,
            plan=self.plan,
            provider=self.provider,
            budget=Budget(self.redis, KEYS, self.plan, clock, self.memory.ledger()),
            send=send,
            listed=listed,
            hours=lambda _exchange, now: hours.new_york(now),
            now=lambda: self.now,
            keep_series=keep,
            snapshot=snapshot,
            watched_since=watched_since,
        )

    async def watch(self, *symbols: str) -> None:
        await leases.hold(self.redis, KEYS, "web", dict.fromkeys(symbols, 1), LEASED)

    async def poll(self, after: float = 0) -> bool:
        self.now += timedelta(seconds=after)
        return await poll(self.parts(), last_start=PATIENCE)

    async def look(self, after: float = 0) -> bool:
        """A poll that looks once."""
        self.now += timedelta(seconds=after)
        return await poll(self.parts(), lasts=0, last_start=0)

    async def quotes(self, *symbols: str) -> dict[str, Quote]:
        return await store.read(self.redis, KEYS, symbols)
