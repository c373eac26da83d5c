"""One question for many askers: what is asked for while one is under way goes into the next.

A thousand sockets that come back at once make two questions, not a thousand.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable


class Gathering:
    def __init__(self, ask: Callable[[frozenset[str]], Awaitable[None]]) -> None:
        self._ask = ask
        self._wanted: set[str] = set()
        self._next: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def ask(self, symbols: Iterable[str]) -> None:
        """Return when a question that began after this call has been answered. Raises what the question raised."""
        self._wanted.update(symbols)
        if not self._wanted:
            return
        if self._next is None:
            self._next = asyncio.create_task(self._ask_next())
        # An asker that goes away does not take the question with it.
        await asyncio.shield(self._next)

    async def _ask_next(self) -> None:
        async with self._one_at_a_time:
            wanted, self._wanted, self._next = frozenset(self._wanted), set(), None
            await self._ask(wanted)
