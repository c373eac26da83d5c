"""What one poll knows of each symbol: who watches it, what is held of it, how it was last asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from live.polling import admission, leases, store
from live.polling import asked as asking
from live.polling.judge import Listed
from live.polling.parts import Parts
from live.polling.requests import Asked, Watched
from live.quotes import AHEAD, Quote


class Known:
    """What is held of a symbol is read once: nobody else writes it while the poll has its lock.

    `recent` are symbols that count though nobody may watch them now. A symbol that the catalogue does not list never
    counts. One that was asked for stays known when its last viewer leaves. `waiting` are those picked for which there
    is no place, of `picked` in all.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._symbols: dict[str, Watched] = {}
        self._unlisted: set[str] = set()
        self.listed: dict[str, Listed] = {}
        self.recent: Sequence[str] = ()
        self.waiting: frozenset[str] = frozenset()
        self.picked = 0
        self._wanted: leases.Wanted | None = None
        self._viewers: Mapping[str, int] = {}

    def __getitem__(self, symbol: str) -> Watched:
        return self._symbols[symbol]

    def quote(self, symbol: str) -> Quote | None:
        """What is held of a symbol, None of one that is not known."""
        return self._symbols[symbol].quote if symbol in self._symbols else None

    def update(self, symbol: str, **news: Any) -> None:
        """Replace fields of what is known, as `dataclasses.replace` does."""
        self._symbols[symbol] = replace(self._symbols[symbol], **news)

    async def look(self) -> list[Watched]:
        """What counts now, by the leases of this moment."""
        wanted = await leases.wanted(self._parts.redis, self._parts.keys)
        if wanted != self._wanted:  # seldom between two looks, and ranking ten thousand picks takes 20 ms
            await self._take_in(wanted)
            self._wanted = wanted
        return [self._symbols[symbol] for symbol in self._viewers if symbol in self._symbols]

    async def _take_in(self, wanted: leases.Wanted) -> None:
        """Who watches what has changed: meet newcomers, and give places anew."""
        picked = dict.fromkeys(self.recent, 0) | wanted.picked
        self._viewers = viewers = wanted.spare | picked
        unseen = sorted(viewers.keys() - self._symbols.keys() - self._unlisted)
        if unseen:
            await self._meet(unseen)
        listed = {symbol: count for symbol, count in picked.items() if symbol in self._symbols}
        self.picked = len(listed)
        self.waiting = admission.without_a_place(listed, self._symbols, self._parts.places)
        for symbol, count in viewers.items():
            known = self._symbols.get(symbol)
            pressed = symbol in wanted.pressed
            waits = symbol in self.waiting and not pressed
            spare = waits or symbol not in picked
            told = (count, spare, waits, pressed)
            if known is not None and (known.viewers, known.spare, known.waits, known.pressed) != told:
                self.update(symbol, viewers=count, spare=spare, waits=waits, pressed=pressed)

    async def _meet(self, unseen: Sequence[str]) -> None:
        parts, now = self._parts, self._parts.now()
        listed = await parts.listed(unseen)
        quotes = await store.read(parts.redis, parts.keys, listed)
        asked = await asking.read(parts.redis, parts.keys, list(listed))
        hours = {exchange: parts.hours(exchange, now) for exchange in {one.exchange for one in listed.values()}}
        self._unlisted.update(symbol for symbol in unseen if symbol not in listed)
        self.listed.update(listed)
        for symbol, one in listed.items():
            self._symbols[symbol] = Watched(
                symbol,
                0,
                hours[one.exchange],
                _judged(quotes.get(symbol), now),
                _past(asked.get(symbol), now),
                fame=one.fame,
            )


def _past(asked: Asked | None, now: datetime) -> Asked | None:
    """A moment still to come is from before the clock was set back, and says nothing."""
    return None if asked and asked.at > now + AHEAD else asked


def _judged(quote: Quote | None, now: datetime) -> Quote | None:
    """A price from the future counts as yesterday's: while its exchange trades it is asked for at once."""
    if quote and quote.fetched_at and quote.fetched_at > now + AHEAD:
        return replace(quote, fetched_at=now - timedelta(days=1))
    return quote
