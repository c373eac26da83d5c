"""A scene with two providers, each with a plan, a budget and answers of its own."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from redis import asyncio as aioredis

from live.alphavantage.plans import Plan as AlphaVantage
from live.clock import Clock
from live.finnhub.plans import Plan as Finnhub
from live.polling import leases, store
from live.polling.budget import Budget
from live.polling.judge import Listed
from live.polling.keys import Keys
from live.polling.market_value import Shares
from live.polling.parts import Parts
from live.polling.poll import poll
from live.providers.errors import ProviderError
from live.providers.provider import Plan
from live.providers.series import Series
from live.quotes import Quote
from tests.live.polling.memory import Memory
from tests.live.polling.scene import DELAYED, LEASED, PATIENCE, Provider, Scene

FINNHUB = Finnhub.chosen()
FREE = AlphaVantage("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)


@dataclass
class Bank(Provider):
    """One whose daily bars can be refused too."""

    refusal: ProviderError | None = None

    async def daily(self, symbol: str) -> Series:
        if self.refusal:
            self.requests.append((symbol,))
            raise self.refusal
        return await super().daily(symbol)


@dataclass
class Two:
    """Two providers in one scene. `listed` says which exchange a symbol is of, where that is not NASDAQ."""

    redis: aioredis.Redis
    plans: tuple[Plan, Plan] = (DELAYED, FINNHUB)
    listed: dict[str, str] = field(default_factory=dict)
    recent: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.scene = Scene(self.redis)
        self.providers = [Bank(), Bank()]
        self.memories = [Memory(), Memory()]
        self.front = Keys("test", "alphavantage", "+".join(plan.source for plan in self.plans))

    @property
    def first(self) -> Bank:
        return self.providers[0]

    @property
    def second(self) -> Bank:
        return self.providers[1]

    def parts(self) -> Parts:
        async def listed(symbols: Sequence[str]) -> dict[str, Listed]:
            return {s: Listed(s, self.listed.get(s, "NASDAQ"), "USD", Shares(1000)) for s in symbols}

        async def recent(_: Any) -> Sequence[str]:
            return self.recent

        clock = Clock(self.scene.now.timestamp(), time.time(), 1e-9)
        first, second = (
            replace(
                self.scene.parts(),
                keys=(keys := Keys("test", plan.source)),
                plan=plan,
                provider=provider,
                budget=Budget(self.redis, keys, plan, clock, memory.ledger()),
                listed=listed,
                watched_since=recent,
            )
            for plan, provider, memory in zip(self.plans, self.providers, self.memories, strict=True)
        )
        return replace(first, others=[second], front=self.front)

    async def watch(self, *symbols: str) -> None:
        await leases.hold(self.redis, self.front, "web", dict.fromkeys(symbols, 1), LEASED)

    async def look(self, after: float = 0) -> None:
        """A poll that goes on for as long as answers come in."""
        self.scene.now += timedelta(seconds=after)
        assert await poll(self.parts(), lasts=0.3, last_start=0.25)

    async def hangs(self, symbol: str, seconds: float) -> asyncio.Task[None]:
        """A poll that goes on while the first provider does not answer for the symbol, so long after it was asked."""
        self.first.slow[symbol] = asyncio.Event()
        await self.watch(symbol)
        going = asyncio.create_task(self.look())
        async with asyncio.timeout(PATIENCE):
            while not self.first.requests:  # noqa: ASYNC110 - it is the poll that asks
                await asyncio.sleep(0.01)
        await asyncio.wait([going], timeout=seconds)
        assert not going.done()
        return going

    async def shown(self, *symbols: str) -> dict[str, Quote]:
        return await store.read(self.redis, self.front, symbols)

    async def source(self, symbol: str) -> str:
        return (await self.shown(symbol))[symbol].source

    def said(self) -> dict[str, Any]:
        status: dict[str, Any] = self.scene.sent[-1]["status"]
        return status

    def published(self, symbol: str) -> list[str]:
        """The sources of the prices of a symbol that went out, each change once."""
        quotes = [quote for batch in self.scene.sent for quote in batch["quotes"] if quote["symbol"] == symbol]
        sources = [quote["source"] for quote in quotes if quote["price"]]
        return [source for n, source in enumerate(sources) if n == 0 or sources[n - 1] != source]
