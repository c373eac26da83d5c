"""Many pages without a browser: sockets that watch, notice what they missed and come back as a browser's do."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import websockets

from benchmarks.chaos.backoff import wait
from benchmarks.chaos.truth import Truth, order
from live.quotes import iso

# As the page's own; seconds.
SILENCE = 40.0
LOST = 4900
# No fault is looked at for longer than this, and no clock is set back by less.
LONGEST = timedelta(minutes=5)
# How many texts are remembered: what goes to many is read once.
REMEMBERED = 64


@dataclass
class Heard:
    """What all pages heard since a fault began. Moments are of the steady clock."""

    wrong: Counter[str] = field(default_factory=Counter)
    older: Counter[str] = field(default_factory=Counter)
    said: dict[str, set[int]] = field(default_factory=dict)
    first_said: dict[str, float] = field(default_factory=dict)
    gaps: int = 0
    closed: int = 0
    longest: float = 0.0

    def says(self, page: int, words: str) -> None:
        self.said.setdefault(words, set()).add(page)
        self.first_said.setdefault(words, time.monotonic())


class Page:
    def __init__(self, number: int, symbols: Sequence[str], pages: "Pages") -> None:
        self.number, self.symbols, self._pages = number, tuple(symbols), pages
        self.rows: dict[str, tuple[str, str, str]] = {}
        self.waiting: set[str] = set()
        self.first: float | None = None
        self.whole: float | None = None
        self.open = False
        self._seq: int | None = None
        self._attempt = 0
        self._heard_at = time.monotonic()

    async def live(self) -> None:
        """Until it is cancelled, or told to stay away."""
        while True:
            code = await self._connection()
            self.open = False
            self._pages.heard.closed += 1
            pause = wait(code, self._attempt, random.random())  # noqa: S311 - spreads retries, guards nothing
            self._attempt += 1
            if pause is None:
                return
            await asyncio.sleep(pause)

    async def _connection(self) -> int:
        """One socket's life; the code that it ended with."""
        address = f"{self._pages.address}?symbols={','.join(self.symbols)}"
        try:
            async with websockets.connect(
                address, open_timeout=SILENCE, ping_interval=None, close_timeout=1, compression=None, max_queue=None
            ) as socket:
                self._seq, self.open = None, True
                while True:
                    async with asyncio.timeout(SILENCE):
                        text = await socket.recv()
                    self._attempt = 0
                    if self._take(self._pages.read(str(text))):
                        await socket.send(json.dumps({"type": "watch", "symbols": self.symbols}))
        except websockets.ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            reason = closed.rcvd.reason if closed.rcvd else ""
            self._pages.heard.says(self.number, f"closed {code} {reason}".strip())
            return code
        except TimeoutError:
            return LOST
        except (OSError, websockets.WebSocketException) as error:
            self._pages.heard.says(self.number, f"no connection ({type(error).__name__})")
            return 1006

    def _take(self, message: dict[str, Any]) -> bool:
        """What the page does with a message; whether it must watch again."""
        heard, kind = self._pages.heard, message["type"]
        if kind == "status":
            provider = message["provider"]
            told = f"{provider['state']}: {provider['message']}" if provider["message"] else provider["state"]
            if provider["state"] not in ("ok", "waiting"):
                heard.says(self.number, told)
            if not message["live"]:
                heard.says(self.number, "live updates are away")
        elif kind == "error":
            heard.says(self.number, f"error {message['code']}: {message['message']}")
        elif kind == "snapshot":
            self._seq = message["seq"]
            self._show(message["quotes"])
        elif kind in ("quotes", "heartbeat") and self._seq is not None:
            if message["seq"] != self._seq + (kind == "quotes"):
                heard.gaps += 1
                self._seq = None
                return True
            self._seq = message["seq"]
            if kind == "quotes":
                self._show(message["quotes"])
        return False

    def _show(self, quotes: Sequence[dict[str, Any]]) -> None:
        pages, now = self._pages, time.monotonic()
        for quote in quotes:
            symbol, place = quote["symbol"], order(quote)
            if not pages.truth.is_right(quote, time.time(), pages.ahead):
                pages.heard.wrong[f"{symbol} {quote['price']} of {quote['fetched_at']}"] += 1
            if place < self.rows.get(symbol, ("", "", "")) and not pages.clock_was_set_back:
                pages.heard.older[symbol] += 1
            self.rows[symbol] = place
            if quote["state"] == "error":
                pages.heard.says(self.number, "rows marked as not renewed")
            # What was fetched later than now is from before the clock was set back.
            if pages.mark <= place[2] <= pages.latest:
                if self.first is None:
                    self.first = now
                self.waiting.discard(symbol)
                if not self.waiting and self.whole is None:
                    self.whole = now
        newest = max((quote["fetched_at"] or "" for quote in quotes), default="")
        if newest > self._pages.newest.get(self.number, ""):
            self._pages.newest[self.number] = newest
            pages.heard.longest = max(pages.heard.longest, now - self._heard_at)
            self._heard_at = now


class Pages:
    """`mark` is the moment (as wires have it) from which on a price is a fresh one, until `latest`."""

    def __init__(self, port: int, sets: Sequence[Sequence[str]], seed: int) -> None:
        self.address = f"ws://127.0.0.1:{port}/ws/live/"
        self.truth = Truth(seed)
        self.heard = Heard()
        self.mark, self.latest = "", "9"
        self.ahead: tuple[float, ...] = (0.0,)
        self.clock_was_set_back = False
        self.newest: dict[int, str] = {}
        self.all = [Page(number, symbols, self) for number, symbols in enumerate(sets)]
        self._texts: dict[str, dict[str, Any]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        for page in self.all:
            self._tasks.append(asyncio.create_task(page.live()))
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def read(self, text: str) -> dict[str, Any]:
        """The message. A frame of quotes is the same text for all who watch the same."""
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= REMEMBERED:
                del self._texts[next(iter(self._texts))]
            found = self._texts[text] = json.loads(text)
        return found

    def clock_is(self, ahead: float, before: float) -> None:
        """The product's clock is so many seconds ahead of the world's from now on, and was `before`."""
        self.ahead = (before, ahead)
        self.clock_was_set_back = ahead < before
        if self.clock_was_set_back:
            self.newest.clear()  # nothing that comes now is later than what was

    def await_fresh(self, mark: datetime) -> None:
        """From now on a price that was fetched at `mark` or later is a fresh one. None is fetched after this fault is
        over: what is later is from before a clock was set back."""
        self.mark, self.latest = iso(mark), iso(mark + LONGEST)
        for page in self.all:
            page.first = page.whole = None
            page.waiting = set(page.symbols)

    @property
    def whole(self) -> bool:
        return all(page.whole is not None for page in self.all)

    def behind(self, seconds: float) -> list[int]:
        """The pages of which a row is older by so much than the same row on another page."""
        newest: dict[str, str] = {}
        for page in self.all:
            for symbol, (_, _, fetched_at) in page.rows.items():
                newest[symbol] = max(newest.get(symbol, ""), fetched_at)
        return [
            page.number
            for page in self.all
            if any(_apart(newest[symbol], row[2]) > seconds for symbol, row in page.rows.items())
        ]


def _apart(later: str, earlier: str) -> float:
    if not later or not earlier:
        return 0.0 if later == earlier else float("inf")
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
