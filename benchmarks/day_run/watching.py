"""One browser's view of a run: a real socket, its rows as they are shown from moment to moment."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import websockets

from benchmarks.day_run.product import Product
from benchmarks.day_run.spans import SYMBOLS
from benchmarks.day_run.truth import Rows
from live import words
from live.clock import Clock
from live.polling.hours import NEW_YORK
from live.quotes import Quote, State

# The rows are looked at so often; real seconds.
LOOK = 0.1

Note = Callable[[datetime, str], None]


class Watching:
    """Notes what rows and provider are said to be, on every change, and what of it is not true."""

    def __init__(self, rows: Rows, note: Note, complain: Note) -> None:
        self._rows, self._note, self._complain = rows, note, complain
        self._quotes: dict[str, Quote] = {}
        self._shown: dict[str, tuple[Any, ...]] = {}
        self._told: set[str] = set()
        self._provider = "waiting"
        self.looks = 0

    async def until(self, product: Product, clock: Clock, end: datetime) -> None:
        """Watch until `end` on that clock. Raises RuntimeError when the product ends before."""
        address = f"ws://127.0.0.1:{product.port}/ws/live/?symbols={','.join(SYMBOLS)}"
        async with websockets.connect(address, origin=f"http://127.0.0.1:{product.port}") as socket:  # type: ignore[arg-type]
            while (now := datetime.fromtimestamp(clock.at(time.time()), UTC)) < end:
                if not product.running():
                    raise RuntimeError("a process of the product ended")
                await self._read(socket, now)
                self._look(datetime.fromtimestamp(clock.at(time.time()), UTC))

    async def _read(self, socket: websockets.ClientConnection, now: datetime) -> None:
        """What comes in the time between two looks."""
        try:
            async with asyncio.timeout(LOOK):
                while True:
                    self._take(json.loads(await socket.recv()), now)
        except TimeoutError:
            return

    def _take(self, message: dict[str, Any], now: datetime) -> None:
        if message["type"] in ("snapshot", "quotes"):
            self._quotes |= {quote["symbol"]: Quote.from_wire(quote) for quote in message["quotes"]}
        elif message["type"] == "status" and message["provider"]["state"] != self._provider:
            self._provider = message["provider"]["state"]
            self._note(now, f"provider  {self._provider} {message['provider']['message']}".rstrip())
            if self._provider not in ("ok", "waiting"):
                self._complain(now, f"the provider is {self._provider}")

    def _look(self, now: datetime) -> None:
        self.looks += 1
        changed: dict[tuple[Any, ...], list[str]] = {}
        for symbol, held in self._quotes.items():
            quote = held.seen_at(now)
            for fault in self._rows.faults(quote, now):
                self._tell(now, f"{symbol}: {fault}", quote)
            # The time of a price that moves is another each time, and of no interest here: `faults` judges it.
            moving = quote.state is not State.CLOSED
            key = (quote.state, quote.basis, quote.trading_day, None if moving else quote.as_of)
            if self._shown.get(symbol) != key:
                self._shown[symbol] = key
                changed.setdefault((*key, words.freshness(quote, now, NEW_YORK)), []).append(symbol)
        for (state, basis, day, as_of, said), symbols in changed.items():
            made = f", as of {as_of.astimezone(NEW_YORK):%d %b %H:%M}" if as_of else ""
            self._note(now, f"rows  {' '.join(sorted(symbols))}: {state}, {basis}, day {day}{made}: “{said}”")

    def _tell(self, now: datetime, complaint: str, quote: Quote) -> None:
        """Each kind of untruth once a row and day: it may last for hours."""
        kind = f"{complaint.partition(' min old')[0].rstrip('0123456789')} {quote.trading_day}"
        if kind not in self._told:
            self._told.add(kind)
            self._complain(now, complaint)
