"""A worker process: its own event loop, and the parts that its tasks work with.

Made by the first task after the fork and kept for the life of the process: an HTTP client, a Redis connection and a
channel layer each belong to one loop.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Collection, Mapping, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError
from redis import RedisError

from live import clock, money, recording, sizes, trading_hours
from live.alphavantage.client import AlphaVantage
from live.clients import client
from live.insight import facts, history
from live.insight.gather import BESIDE_PRICES, EVERYTHING, OF_SPARE, Gathering, Lack, lacking, least_age
from live.models import Bar
from live.polling import connection, leases, ledger, store
from live.polling.budget import Budget
from live.polling.exchanges import NEW_YORK
from live.polling.judge import Listed
from live.polling.market import DAILY_BAR_SETTLES
from live.polling.parts import Parts
from live.polling.poll import RECENT
from live.polling.revaluing import revalue
from live.polling.spending import KEPT, KEPT_STANDING_IN
from live.providers.facts import CompanyFacts, FundFacts
from live.providers.provider import Plan
from live.providers.series import Series
from tickers import catalogue, starting

T = TypeVar("T")

log = logging.getLogger(__name__)


class Worker:
    """One `asyncio.Runner` with a provider's client, Redis and the channel layer in its loop."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.plan, self.keys = settings.PLAN, connection.keys()
        self.recording = recording.Recording(self.plan)
        self._watched: Collection[str] = ()
        self._runner = asyncio.Runner()
        self._runner.run(self._open())

    async def _open(self) -> None:
        self.redis = connection.for_loop()
        self.layer = get_channel_layer()
        self.plans = connection.plans()
        self.clients = {plan.source: client(plan) for plan in self.plans}
        self.budgets = {
            plan.source: Budget(
                self.redis,
                connection.keys_of(plan),
                plan,
                clock.installed(),
                ledger.ledger(plan.source),
                KEPT_STANDING_IN if place else KEPT,
            )
            for place, plan in enumerate(self.plans)
        }
        self.budget = self.budgets[self.plan.source]

    def run(self, flow: Awaitable[T]) -> T:
        """Run one flow to its end in this process's loop."""

        async def whole() -> T:
            return await flow

        # Its log is the task's, whose context the runner, which is older, would not know.
        return self._runner.run(whole(), context=copy_context())

    def close(self) -> None:
        """Leave the last prices in the database, close the connections and the loop."""
        try:
            with suppress(OSError, RedisError):
                self._runner.run(self._last_snapshot())
        except DatabaseError as error:
            log.warning("the last prices were not copied to the database: %s", error)
        with suppress(OSError, RedisError):
            self._runner.run(self._close())
        self._runner.close()

    async def _close(self) -> None:
        for one in self.clients.values():
            await one.aclose()
        await self.redis.aclose()

    @property
    def client(self) -> AlphaVantage | None:
        """The client that gives facts, history and the listing, where a provider does."""
        found = self.clients[self.plan.source]
        return found if isinstance(found, AlphaVantage) else None

    def polling(self) -> Parts:
        """What a poll works with."""
        first, *others = [self._polling(plan) for plan in self.plans]
        first = replace(first, places=settings.MAX_ACTIVE_SYMBOLS)
        return replace(first, others=others, front=self.keys) if others else first

    def _polling(self, plan: Plan) -> Parts:
        """What a poll works with to ask one provider."""
        return Parts(
            redis=self.redis,
            keys=connection.keys_of(plan),
            plan=plan,
            provider=self.clients[plan.source],
            budget=self.budgets[plan.source],
            send=self.layer.group_send,
            listed=database_sync_to_async(listed),
            hours=trading_hours.of,
            now=clock.now,
            keep_series=database_sync_to_async(partial(self._keep_all, Bar.DAILY)),
            snapshot=database_sync_to_async(partial(ledger.read_snapshot, plan.source)),
            watched_since=database_sync_to_async(partial(ledger.watched_since, plan.source)),
        )

    def gathering(self) -> Gathering | None:
        """What the gathering of facts and history works with; None where no provider gives any."""
        source, provider = self.plan.source, self.client
        if provider is None:
            return None

        async def keep_facts(symbol: str, found: CompanyFacts | FundFacts) -> None:
            await database_sync_to_async(facts.keep)(source, symbol, found, clock.now())
            known = await database_sync_to_async(listed)([symbol])
            await revalue(self.redis, self.keys, self.layer.group_send, known)

        def claim(lack: Lack, wait: timedelta) -> bool:
            now = clock.now()
            return facts.claim(source, lack.symbol, lack.what, now, now + wait)

        def postpone(lack: Lack, wait: timedelta) -> None:
            facts.postpone(source, lack.symbol, lack.what, clock.now() + wait)

        return Gathering(
            provider=provider,
            budget=self.budget,
            lacks=self._lacks,
            keep_facts=keep_facts,
            keep_series=database_sync_to_async(self._keep_series),
            claim=database_sync_to_async(claim),
            postpone=database_sync_to_async(postpone),
            least_age=least_age(self.plan),
        )

    def _keep_series(self, interval: str, series: Series) -> None:
        self._keep_all(interval, [series])

    def _keep_all(self, interval: str, some: Sequence[Series]) -> None:
        now = clock.now()
        until = {series.symbol: recording.last_closed(series.symbol, now) for series in some}
        history.keep_all(self.plan.source, interval, some, until)

    async def _lacks(self) -> list[Lack]:
        """The most watched first; then what only a board shows, one ticker after the other, the largest market value
        first and then the best known: so the top of a board is whole before the rest has begun."""
        wanted = await leases.wanted(self.redis, self.keys)
        picked = sorted(wanted.picked, key=lambda symbol: (-wanted.picked[symbol], symbol))
        quotes = await store.read(self.redis, self.keys, wanted.spare)
        values = {
            symbol: (quote.market_cap or 0) / money.per_unit(quote.currency or "") for symbol, quote in quotes.items()
        }
        spare = sorted(wanted.spare, key=lambda symbol: (-values.get(symbol, 0), starting.place(symbol), symbol))
        places = {symbol: place for place, symbol in enumerate(spare)}
        lacks_of = database_sync_to_async(self._lacks_of)
        shown = sorted(await lacks_of(spare, OF_SPARE), key=lambda lack: places[lack.symbol])
        beside_prices = self.plan.limits.per_day and self.plans[0] != self.plan
        return await lacks_of(picked, BESIDE_PRICES if beside_prices else EVERYTHING) + shown

    def _lacks_of(self, symbols: Sequence[str], whats: Sequence[str]) -> list[Lack]:
        source, now = self.plan.source, clock.now()
        known = catalogue.known(symbols)
        funds = {symbol: known[symbol].asset_type == "ETF" for symbol in symbols if symbol in known}
        # At the end of a day the price itself is asked for as daily bars: twice would be a waste.
        with_price = self.plan.entitlement == "end_of_day" and self.plans[0] == self.plan
        last = trading_hours.of(NEW_YORK, now).last_closed(now - DAILY_BAR_SETTLES)
        reach = facts.with_bars_of(source, funds, last.day) if last else set()
        has_daily = {symbol: with_price or symbol in reach for symbol in funds}
        return lacking(funds, facts.not_before(source, funds), has_daily, now, whats)

    async def snapshot(self) -> None:
        """Copy the quotes of what is watched to the database, and write down what history gains from them."""
        wanted = await leases.wanted(self.redis, self.keys)
        self._watched = wanted.picked
        await self._keep(self._watched)
        # What was picked in the last days is renewed after each close though nobody looks: it must outlive Redis too.
        recent = await database_sync_to_async(ledger.watched_since)(self.plan.source, clock.now() - RECENT)
        others = {*wanted.spare, *recent} - wanted.picked.keys()
        shown = await store.read(self.redis, self.keys, others)
        await database_sync_to_async(ledger.save_snapshot)(list(shown.values()), clock.now(), spare=True)

    async def _last_snapshot(self) -> None:
        """The same when everything ends: the web process may have given its lease back a moment ago."""
        await self._keep(await leases.demand(self.redis, self.keys) or self._watched)

    async def _keep(self, symbols: Collection[str]) -> None:
        quotes, now = await store.read(self.redis, self.keys, symbols), clock.now()
        await database_sync_to_async(ledger.save_snapshot)(list(quotes.values()), now)
        await database_sync_to_async(self.recording.take)(quotes, now)


def listed(symbols: Sequence[str]) -> Mapping[str, Listed]:
    """What the catalogue says of those of `symbols` that are active in it: others are never asked for.

    Each is listed by its exchange's code, and the hours of exchanges are as fresh as this reading.
    """
    trading_hours.read(clock.now())
    return sizes.listed(settings.PLAN.source, catalogue.known(symbols))


_worker: Worker | None = None


def worker() -> Worker:
    """This process's worker; a forked child gets its own."""
    global _worker
    if _worker is None or _worker.pid != os.getpid():
        _worker = Worker()
    return _worker


def close() -> None:
    """End this process's worker, if it has one."""
    global _worker
    if _worker is not None and _worker.pid == os.getpid():
        _worker.close()
    _worker = None
