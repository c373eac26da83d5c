"""The latest quotes that this process knows of, with each one's JSON. An older quote never replaces a newer one.

What is being read from the store may be overtaken by a batch: the batch was saved before it was sent, so it wins
over an equal one, and only a newer one wins over it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from live.push.messages import encoded
from live.quotes import AHEAD, Basis, Quote, State, iso

Wire = Mapping[str, Any]


@dataclass(slots=True)
class Held:
    """A quote as it came, its JSON, and the value it means once somebody asks what state it is in."""

    wire: Wire
    text: str
    quote: Quote | None = None


@dataclass(slots=True, eq=False)
class Load:
    """A read of the store that is under way, and what arrived of its symbols meanwhile."""

    symbols: frozenset[str]
    overtaken: set[str] = field(default_factory=set)


class Picture:
    def __init__(self, source: str, basis: Basis) -> None:
        self._source = source
        self._basis = basis
        self._held: dict[str, Held] = {}
        self._loads: set[Load] = set()

    def __contains__(self, symbol: str) -> bool:
        return symbol in self._held

    def take(self, wires: Iterable[Wire], now: datetime) -> list[str]:
        """Take what a batch brought at `now` of the symbols held or being read; gives those taken.

        Raises KeyError, TypeError or ValueError on what is no quote.
        """
        taken, latest = [], iso(now + AHEAD)
        for wire in wires:
            symbol = wire["symbol"]
            loads = [load for load in self._loads if symbol in load.symbols]
            held = self._held.get(symbol)
            if (held is None and not loads) or (held is not None and _older(wire, held.wire, latest)):
                continue
            self._held[symbol] = Held(wire, encoded(wire))
            for load in loads:
                load.overtaken.add(symbol)
            taken.append(symbol)
        return taken

    def begin(self, symbols: Iterable[str]) -> Load:
        """A read of the store begins: what arrives of these symbols from now on is held."""
        load = Load(frozenset(symbols))
        self._loads.add(load)
        return load

    def abandon(self, load: Load) -> None:
        self._loads.discard(load)

    def finish(self, load: Load, found: Mapping[str, Quote], now: datetime) -> None:
        """The read brought `found` at `now`; of other symbols what was held stays, or they wait for a first price."""
        self._loads.discard(load)
        latest = iso(now + AHEAD)
        for symbol in load.symbols:
            held = self._held.get(symbol)
            if symbol not in found:
                if held is None:
                    self._hold(Quote(symbol, self._source, self._basis))
                continue
            wire = found[symbol].as_wire()
            if held is not None and symbol in load.overtaken and wire["source"] != held.wire["source"]:
                continue  # another provider stands in since: what was published is what was chosen last
            if held is None or not _older(wire, held.wire, latest, or_equal=symbol in load.overtaken):
                self._hold(found[symbol])

    def keep_only(self, symbols: Collection[str]) -> None:
        """Forget what nobody watches."""
        for symbol in self._held.keys() - symbols:
            del self._held[symbol]

    def text(self, symbol: str) -> str:
        """The JSON of the quote as it came."""
        return self._held[symbol].text

    def texts(self, symbols: Iterable[str], now: datetime) -> list[str]:
        """The JSON of each symbol's quote, called what it is at `now`; one never heard of waits."""
        return [self._seen(symbol, now) for symbol in symbols]

    def _seen(self, symbol: str, now: datetime) -> str:
        held = self._held.get(symbol)
        if held is None:
            return encoded(Quote(symbol, self._source, self._basis, State.WAITING).as_wire())
        if held.quote is None:
            held.quote = Quote.from_wire(held.wire)
        seen = held.quote.seen_at(now)
        return held.text if seen is held.quote else encoded(seen.as_wire())

    def _hold(self, quote: Quote) -> None:
        wire = quote.as_wire()
        self._held[quote.symbol] = Held(wire, encoded(wire), quote)


def _older(new: Wire, old: Wire, latest: str, or_equal: bool = False) -> bool:
    """Whether `new` is older than `old`, judged within one source and basis; moments are fixed-width text.

    What was fetched after `latest` is from before the clock was set back: it gives way, as in the store.
    """
    if (new["source"], new["basis"]) != (old["source"], old["basis"]):
        return False
    if (old["fetched_at"] or "") > latest:
        return False
    return _order(new) <= _order(old) if or_equal else _order(new) < _order(old)


def _order(wire: Wire) -> tuple[str, str, str]:
    return (wire["trading_day"] or "", wire["as_of"] or "", wire["fetched_at"] or "")
