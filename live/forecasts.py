"""Likely ranges, made in a worker: an outlook from a ticker's bars once a day, and what it says as the price moves.

An outlook costs milliseconds and changes with the bars. What it says at a price costs microseconds: it is worked out
every two seconds for what somebody follows, in the slow worker rather than where prices are published, so that prices
never wait for it; a range that is two seconds behind its price is none the worse.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from channels.db import database_sync_to_async

from live import clock, trading_hours
from live.insight import facts, history
from live.insight.forecast import kept
from live.insight.forecast.answer import Basis, Market, no_answer, told
from live.insight.forecast.estimate import estimate
from live.insight.forecast.kept import Kept
from live.insight.forecast.outlook import NoOutlook, Outlook
from live.insight.forecast.start import LastBar
from live.insight.splits import adjusted, found
from live.metrics import names, tally
from live.models import Bar as StoredBar
from live.polling import followed, leases, store
from live.polling.exchanges import exchange_of
from live.polling.keys import FORECASTS, GROUP
from live.polling.market import DAILY_BAR_SETTLES
from live.providers.series import Bar
from live.quotes import Quote
from live.worker import Worker
from tickers import catalogue

log = logging.getLogger(__name__)

# An outlook that is due can wait; other slow work cannot wait for a whole catalogue. Seconds a run.
MAKING, MAKING_AT_ONCE = 5.0, 0.5

NO_BARS = "The provider gave no daily prices of this ticker yet."

Estimate = Callable[[Sequence[Bar], Sequence[Bar]], Outlook]


async def make_outlooks(here: Worker) -> None:
    """Make the outlooks that watched symbols lack, the most watched first."""
    viewers = await leases.demand(here.redis, here.keys)
    wanted = sorted(viewers, key=lambda symbol: (-viewers[symbol], symbol))
    forecasting = Forecasting(here.plan.source, here.plan.simulated)
    await database_sync_to_async(forecasting.make)(wanted, estimate, clock.now(), MAKING)


async def move_ranges(here: Worker) -> None:
    """Work out what to tell of the symbols that are followed; keep it, then send what changed."""
    symbols = await followed.followed(here.redis, here.keys)
    if not symbols:
        return
    quotes = await store.read(here.redis, here.keys, symbols)
    forecasting = Forecasting(here.plan.source, here.plan.simulated)
    # Somebody waits for these: bars that have just come are not left to the next round of outlooks.
    await database_sync_to_async(forecasting.make)(symbols, estimate, clock.now(), MAKING_AT_ONCE)
    found = await database_sync_to_async(forecasting.answers)(quotes, symbols, clock.now())
    answers = {symbol: json.dumps(answer, separators=(",", ":")) for symbol, answer in found.items()}
    before = await followed.read(here.redis, here.keys, answers)
    await followed.keep(here.redis, here.keys, answers)
    changed = {symbol: text for symbol, text in answers.items() if before.get(symbol) != text}
    if changed:
        tally.count(names.FORECASTS, by=len(changed))
        await here.layer.group_send(GROUP, {"type": FORECASTS, "answers": changed})


@dataclass(frozen=True, slots=True)
class Forecasting:
    """What outlooks and answers are made for: one source's prices."""

    source: str
    simulated: bool

    def markets(self, symbols: Iterable[str], now: datetime) -> dict[str, Market]:
        """Where those of the symbols are traded that the catalogue has."""
        trading_hours.read(now)
        never_closes = trading_hours.always_open()
        return {
            symbol: Market(
                trading_hours.of(exchange_of(symbol, ticker.exchange).code, now), never_closes, self.simulated
            )
            for symbol, ticker in catalogue.known(symbols).items()
        }

    def make(self, symbols: Sequence[str], estimate: Estimate, now: datetime, seconds: float) -> int:
        """Make the outlooks that these symbols lack, the first ones first, for about so long; gives how many."""
        began, made = time.monotonic(), 0
        for symbol, last_day, market in self._due(symbols, now):
            self._make(symbol, last_day, market, estimate, now)
            made += 1
            if time.monotonic() - began > seconds:
                break
        return made

    def answers(self, quotes: dict[str, Quote], symbols: Sequence[str], now: datetime) -> dict[str, dict[str, Any]]:
        """What to tell of these symbols now; those without an outlook, or a word why not, are absent."""
        held, markets = kept.read(self.source, symbols), self.markets(symbols, now)
        without = [symbol for symbol in markets if symbol not in held]
        refused = [symbol for symbol in without if facts.was_asked(self.source, symbol, "daily")]
        on_the_way = kept.newest_bars(self.source, refused)
        return {
            symbol: told(symbol, held[symbol].basis, quotes.get(symbol), market, now)
            for symbol, market in markets.items()
            if symbol in held
        } | {symbol: no_answer(symbol, NO_BARS) for symbol in refused if symbol not in on_the_way}

    def _due(self, symbols: Sequence[str], now: datetime) -> list[tuple[str, date, Market]]:
        """Those with bars that no outlook was made of, with the last day that is over where they are traded."""
        held, markets = kept.read(self.source, symbols), self.markets(symbols, now)
        over = {symbol: _last_day(market, now) for symbol, market in markets.items()}
        wanting = [symbol for symbol in symbols if (day := over.get(symbol)) and _may_be_old(held.get(symbol), day)]
        bars = kept.newest_bars(self.source, wanting)
        due = []
        for symbol in wanting:
            day, known = over[symbol], held.get(symbol)
            if day and symbol in bars and not (known and known.bars == bars[symbol].named(day)):
                due.append((symbol, day, markets[symbol]))
        return due

    def _make(self, symbol: str, last_day: date, market: Market, estimate: Estimate, now: datetime) -> None:
        newest = kept.newest_bars(self.source, [symbol])[symbol]
        told_closes = history.told(self.source, symbol)
        daily, weekly = (
            [bar for bar in history.read(self.source, symbol, interval) if bar.day <= last_day]
            for interval in (StoredBar.DAILY, StoredBar.WEEKLY)
        )
        daily, weekly = (adjusted(bars, found(bars, told_closes)) for bars in (daily, weekly))
        if not daily:
            return
        outlook, refusal = None, ""
        try:
            outlook = estimate(daily, weekly)
        except NoOutlook as why:
            refusal = str(why)
        except Exception:
            log.exception("no outlook for %s", symbol)
            refusal = "It cannot be worked out from this ticker's prices."
        basis = Basis(LastBar(daily[-1].day, daily[-1].close), outlook, refusal)
        answer = told(symbol, basis, None, market, now)
        kept.keep(self.source, symbol, Kept(newest.named(last_day), basis, answer), now)


def _last_day(market: Market, now: datetime) -> date | None:
    last = market.hours.last_closed(now - DAILY_BAR_SETTLES)
    return last.day if last else None


def _may_be_old(held: Kept | None, last_day: date) -> bool:
    """Whether newer bars may have come since: of a later day, or the first weekly ones."""
    return held is None or held.basis.last.day < last_day or held.bars.endswith(kept.NO_WEEKLY)
