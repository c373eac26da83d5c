"""Which viewers watch which symbols: those of the same set share everything they are sent.

A symbol finds its sets without a look at the others, so a batch costs by the sets that it touches.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Looks(Protocol):
    """What the index must know of a viewer: whether anybody looks, what is needed though nobody does, and whether it
    is a board, which nobody picked."""

    @property
    def visible(self) -> bool: ...

    @property
    def keep(self) -> Collection[str]: ...

    @property
    def spare(self) -> bool: ...


V = TypeVar("V", bound=Looks)


def group_name(symbols: Iterable[str]) -> str:
    """The name of a symbol set: its symbols, each once, in order."""
    return ",".join(sorted(set(symbols)))


@dataclass(slots=True, eq=False)
class SymbolSet(Generic[V]):
    """One distinct set of symbols. `seq` is the number of its last frame of quotes, in this process.

    `known` is what the catalogue has of it; empty until the catalogue was asked. `audience` is whatever was worked out
    from who is in it, forgotten when somebody joins or leaves.
    """

    name: str
    viewers: set[V] = field(default_factory=set)
    seq: int = 0
    known: tuple[str, ...] = ()
    audience: object = None

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(self.name.split(",")) if self.name else ()

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(symbol for symbol in self.symbols if symbol not in self.known)


class Sets(Generic[V]):
    """Every set that somebody watches, with the index from each symbol to its sets."""

    def __init__(self) -> None:
        self._by_name: dict[str, SymbolSet[V]] = {}
        self._by_symbol: dict[str, set[SymbolSet[V]]] = {}
        self._of: dict[V, SymbolSet[V]] = {}

    def __iter__(self) -> Iterator[SymbolSet[V]]:
        return iter(list(self._by_name.values()))

    def __len__(self) -> int:
        return len(self._by_name)

    def viewers(self) -> Collection[V]:
        return self._of.keys()

    def of(self, viewer: V) -> SymbolSet[V] | None:
        return self._of.get(viewer)

    def join(self, name: str, viewer: V) -> SymbolSet[V]:
        """Put the viewer in the set of that name, and in no other."""
        self.leave(viewer)
        joined = self._by_name.get(name)
        if joined is None:
            joined = self._by_name[name] = SymbolSet(name)
            for symbol in joined.symbols:
                self._by_symbol.setdefault(symbol, set()).add(joined)
        joined.viewers.add(viewer)
        joined.audience = None
        self._of[viewer] = joined
        return joined

    def leave(self, viewer: V) -> None:
        left = self._of.pop(viewer, None)
        if left is None:
            return
        left.viewers.discard(viewer)
        left.audience = None
        if not left.viewers:
            del self._by_name[left.name]
            for symbol in left.symbols:
                self._by_symbol[symbol].discard(left)
                if not self._by_symbol[symbol]:
                    del self._by_symbol[symbol]

    def touched(self, symbols: Iterable[str]) -> dict[SymbolSet[V], list[str]]:
        """The sets that hold any of these symbols, each with those that it holds."""
        touched: dict[SymbolSet[V], list[str]] = {}
        for symbol in symbols:
            for holder in self._by_symbol.get(symbol, ()):
                touched.setdefault(holder, []).append(symbol)
        return touched

    def known(self) -> set[str]:
        """Every symbol that the catalogue has and somebody watches, seen or not."""
        return {symbol for watched in self._by_name.values() for symbol in watched.known}

    def demand(self) -> dict[str, int]:
        """Symbol → how many viewers need its price: those who look, and those who keep it while hidden."""
        return self._needed(spare=False)

    def spare(self) -> dict[str, int]:
        """The same of boards."""
        return self._needed(spare=True)

    def _needed(self, *, spare: bool) -> dict[str, int]:
        total: Counter[str] = Counter()
        for watched in self._by_name.values():
            those = [viewer for viewer in watched.viewers if viewer.spare is spare]
            looking = sum(viewer.visible for viewer in those)
            if looking:
                total.update(dict.fromkeys(watched.known, looking))
            if looking < len(those):
                for viewer in those:
                    if not viewer.visible:
                        total.update(symbol for symbol in watched.known if symbol in viewer.keep)
        return dict(total)
