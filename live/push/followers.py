"""Who follows which ticker's likely range in this process, and the latest answer of each, as the text that is sent.

The answers are made by a worker and kept in Redis; here they are only handed on. Each socket follows the symbols that
it named last, and gets an answer's whole text whenever it changes: whoever lags misses some, and then gets the last.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

from live.metrics import names, tally
from live.push.gathering import Gathering
from live.push.line import Line
from live.push.timing import Timing
from tickers.symbols import most_symbols

Ask = Callable[[Collection[str]], Awaitable[Mapping[str, str]]]


class Follower:
    """One socket. `symbols` are in the order in which they were named; `lagging_since` is in seconds of the loop."""

    __slots__ = ("__weakref__", "lagging_since", "line", "symbols")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.symbols: dict[str, None] = {}
        self.lagging_since: float | None = None


class Followers:
    """`ask` gives those of some answers that Redis holds, and raises what Redis raises."""

    def __init__(self, ask: Ask, timing: Timing) -> None:
        self._ask, self._timing = ask, timing
        self._loop = asyncio.get_running_loop()
        self._by_symbol: dict[str, set[Follower]] = {}
        self._answers: dict[str, str] = {}
        self._all: set[Follower] = set()
        self._lagging: set[Follower] = set()
        self._reading = Gathering(self._learn)

    def demand(self) -> dict[str, int]:
        """Symbol → how many sockets follow it."""
        return {symbol: len(followers) for symbol, followers in self._by_symbol.items()}

    def __len__(self) -> int:
        return len(self._all)

    @property
    def lagging(self) -> int:
        return len(self._lagging)

    def join(self, follower: Follower) -> None:
        self._all.add(follower)

    def follow(self, follower: Follower, symbol: str) -> None:
        """From now on the socket follows this symbol too; of more than fifty the one named longest ago falls out."""
        follower.symbols.pop(symbol, None)
        follower.symbols[symbol] = None
        self._by_symbol.setdefault(symbol, set()).add(follower)
        if len(follower.symbols) > most_symbols():
            self._unfollow(follower, next(iter(follower.symbols)))

    def leave(self, follower: Follower) -> None:
        for symbol in list(follower.symbols):
            self._unfollow(follower, symbol)
        self._lagging.discard(follower)
        self._all.discard(follower)

    def answer(self, symbol: str) -> str | None:
        """The latest answer that this process knows of."""
        return self._answers.get(symbol)

    def take(self, answers: Mapping[str, str]) -> None:
        """New answers: those that say something else go to all who follow."""
        for symbol, text in answers.items():
            if symbol in self._by_symbol and self._answers.get(symbol) != text:
                self._answers[symbol] = text
                for follower in self._by_symbol[symbol]:
                    self.send(follower, text)

    async def read(self, symbols: Iterable[str]) -> None:
        """Read these anew: what says something else goes to all who follow. Raises what Redis raises."""
        await self._reading.ask(symbols)

    async def reload(self) -> None:
        """The same for all that is followed, after something may have been missed."""
        await self.read(self._by_symbol)

    def send(self, follower: Follower, text: str) -> None:
        if follower.lagging_since is None and follower.line.write(text) > self._timing.lag_bytes:
            follower.lagging_since = self._loop.time()
            self._lagging.add(follower)
            tally.count(names.SLOW_MARKED)

    def tend_lagging(self) -> None:
        """Who has drained gets the last answer of each symbol; who has not for too long is dropped."""
        for follower in list(self._lagging):
            since = follower.lagging_since
            if since is None or not follower.line.backlog():
                self._lagging.discard(follower)
                follower.lagging_since = None
                self._catch_up(follower)
            elif self._loop.time() - since > self._timing.lag_seconds:
                self._lagging.discard(follower)
                follower.line.abort()
                tally.count(names.SLOW_DROPPED)

    def lines(self) -> list[Line]:
        """Those of all who may follow something."""
        return [follower.line for follower in self._all]

    def _catch_up(self, follower: Follower) -> None:
        for symbol in follower.symbols:
            if (text := self._answers.get(symbol)) is not None:
                self.send(follower, text)

    async def _learn(self, symbols: Iterable[str]) -> None:
        before = dict(self._answers)
        found = await self._ask(list(symbols))
        # What a worker said meanwhile was kept before it was said: it is newer than what was read.
        self.take({symbol: text for symbol, text in found.items() if self._answers.get(symbol) == before.get(symbol)})

    def _unfollow(self, follower: Follower, symbol: str) -> None:
        del follower.symbols[symbol]
        followers = self._by_symbol[symbol]
        followers.discard(follower)
        if not followers:
            del self._by_symbol[symbol]
            self._answers.pop(symbol, None)
