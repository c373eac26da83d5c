"""Whether each browser is still there: all are asked in turn, none at the same moment as thousands of others.

Who comes back together after a restart would else be pinged together ever after, and a poll that comes then wait for
it: 5,000 pings and their answers were 200 ms.
"""

import asyncio
from collections.abc import Collection
from typing import Generic, Protocol, TypeVar

EVERY = 20.0  # seconds; who has not answered until the next one is gone, so after 40 at the latest
TURNS = 20  # in that time; a wake a second is as many as an idle server should have

T = TypeVar("T")


class Turns(Generic[T]):
    """Deals those who join to turns, evenly in the order of their coming."""

    def __init__(self, count: int) -> None:
        self._turns: list[set[T]] = [set() for _ in range(count)]
        self._of: dict[T, set[T]] = {}
        self._dealt = self._at = 0

    def join(self, one: T) -> None:
        self._dealt = (self._dealt + 1) % len(self._turns)
        self._of[one] = self._turns[self._dealt]
        self._of[one].add(one)

    def leave(self, one: T) -> None:
        """Of no effect for who has not joined, or has left."""
        self._of.pop(one, set()).discard(one)

    def next(self) -> Collection[T]:
        """Those whose turn it is now."""
        self._at = (self._at + 1) % len(self._turns)
        return list(self._turns[self._at])


class Asked(Protocol):
    def ask(self) -> None:
        """Ping, or hang up when the last one was not answered."""


class Pings(Turns[Asked]):
    """Asks each that joined once every so many seconds, from `begin` on."""

    def __init__(self, loop: asyncio.AbstractEventLoop, every: float = EVERY) -> None:
        super().__init__(TURNS)
        self._loop, self._pause = loop, every / TURNS

    def begin(self) -> None:
        self._loop.call_later(self._pause, self.begin)
        for one in self.next():
            one.ask()
