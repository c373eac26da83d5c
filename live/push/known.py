"""Which symbols the catalogue has, remembered for a minute so that a reconnect asks no database."""

from collections.abc import Awaitable, Callable, Collection, Iterable

from live.push.gathering import Gathering

LIFETIME = 60.0  # seconds
MOST = 50_000  # some 5 MB; a whole listing is 14,000


class Known:
    """`ask` gives those of its symbols that the catalogue has; `seconds` shows a steady clock."""

    def __init__(
        self,
        ask: Callable[[Collection[str]], Awaitable[Collection[str]]],
        seconds: Callable[[], float],
        most: int = MOST,
    ) -> None:
        self._ask = ask
        self._seconds = seconds
        self._most = most
        self._answers: dict[str, tuple[bool, float]] = {}
        self._gathering = Gathering(self._learn)

    async def among(self, symbols: Iterable[str]) -> tuple[str, ...]:
        """Those of `symbols` that the catalogue has, in order. Raises what the catalogue raises."""
        wanted = list(symbols)
        fresh = self._seconds() - LIFETIME
        unsure = [symbol for symbol in wanted if self._answers.get(symbol, (False, fresh))[1] <= fresh]
        if unsure:
            await self._gathering.ask(unsure)
        return tuple(symbol for symbol in wanted if self._answers.get(symbol, (False, 0.0))[0])

    async def _learn(self, symbols: frozenset[str]) -> None:
        known = await self._ask(symbols)
        now = self._seconds()
        for symbol in symbols:
            self._answers.pop(symbol, None)  # so that the oldest answers come first
            self._answers[symbol] = (symbol in known, now)
        most = max(self._most, len(symbols))
        for symbol in list(self._answers)[: max(0, len(self._answers) - most)]:
            del self._answers[symbol]
