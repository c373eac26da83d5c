"""One fault from its first moment until every row of every page is fresh again, and what was seen of it."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from benchmarks.chaos.faults import PATIENCE, Fault
from benchmarks.chaos.pages import Heard, Pages
from benchmarks.chaos.product import Product
from benchmarks.chaos.truth import busiest
from live.alphavantage.plans import LIMITS

# Prices may take so long to be fresh again before it is called a failure; seconds.
RECOVERS_WITHIN = 100.0
# A rest before and after each, in which everything is as usual; seconds.
REST = 5.0
# A row that is older than the same row on another page by so much was lost without a word; seconds.
LAG = 10.0
LIMIT = LIMITS["1200"]


@dataclass
class Seen:
    """Seconds, counted from the fault's end; None when it did not come to that."""

    fault: Fault
    lasted: float = 0.0
    first: float | None = None
    whole: float | None = None
    silent: int = 0
    back: int = 0
    gaps: int = 0
    still: float = 0.0
    wrong: int = 0
    older: int = 0
    beyond: int = 0
    minute: int = 0
    second: int = 0
    said: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    # Why it could not be tried to its end; empty when it was.
    broke: str = ""


class Trials:
    """`ahead` are the seconds by which the product's clock is before the simulator's at the start."""

    def __init__(self, product: Product, pages: Pages, ahead: float = 0.0) -> None:
        self._product, self._pages = product, pages
        self._passed: list[float] = []
        self._refused: list[str] = []
        self._offset = ahead

    async def of(self, fault: Fault) -> Seen:
        product, pages, seen = self._product, self._pages, Seen(fault)
        await self._usual()
        await self._count()
        await self._take_record()
        self._refused.clear()
        pages.heard = heard = Heard()
        pages.clock_is(fault.steps_clock, self._offset)
        self._offset = fault.steps_clock
        looking = asyncio.create_task(self._look(heard))
        began = time.monotonic()
        await asyncio.to_thread(fault.begin, product)
        try:
            await self._until_over(fault, began)
        finally:
            if fault.over is None:
                await asyncio.to_thread(fault.end, product)
        ended = time.monotonic()
        pages.await_fresh(self._now())
        while not pages.whole and time.monotonic() < ended + RECOVERS_WITHIN:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)
        await asyncio.sleep(REST)
        looking.cancel()
        seen.lasted = ended - began
        firsts = [page.first for page in pages.all]
        wholes = [page.whole for page in pages.all]
        seen.first = max(0.0, max(firsts) - ended) if None not in firsts else None
        seen.whole = max(0.0, max(wholes) - ended) if None not in wholes else None
        seen.silent = len(pages.behind(LAG)) + sum(page.whole is None for page in pages.all)
        seen.back, seen.gaps, seen.still = heard.closed, heard.gaps, heard.longest
        seen.wrong, seen.older = heard.wrong.total(), heard.older.total()
        await self._count()
        await self._take_record()
        recent = [at for at in self._passed if at > time.time() - (time.monotonic() - began) - 61]
        seen.minute, seen.second = busiest(recent, 60), busiest(recent, 1)
        seen.beyond = len(self._refused) + max(0, seen.minute - (LIMIT.per_minute or 0))
        seen.said = list(_in_words(heard, len(pages.all), began))
        seen.evidence = [*list(heard.wrong)[:3], *list(heard.older)[:3], *self._refused[:3]]
        return seen

    def _now(self) -> datetime:
        """By the product's clock."""
        return datetime.fromtimestamp(time.time() + self._offset, UTC)

    async def _usual(self) -> None:
        """Until everything is fresh, and has been for a moment. Raises TimeoutError when that never comes."""
        async with asyncio.timeout(180):
            for _ in range(2):
                self._pages.await_fresh(self._now())
                while not self._pages.whole:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        await asyncio.sleep(REST)

    async def _until_over(self, fault: Fault, began: float) -> None:
        if fault.over is None:
            await asyncio.sleep(fault.lasts)
            return
        while not await asyncio.to_thread(fault.over, self._product):
            if time.monotonic() > began + PATIENCE:
                raise RuntimeError(f"after {fault.name} nothing took its place")
            await asyncio.sleep(0.05)

    async def _count(self) -> None:
        self._passed += await asyncio.to_thread(self._product.to_provider.count)
        self._passed = [at for at in self._passed if at > time.time() - 300]

    async def _take_record(self) -> None:
        for request in await asyncio.to_thread(self._product.take_record):
            if request["outcome"] in ("burst", "minute", "day_spent"):
                self._refused.append(f"{request['outcome']} {request['function']} at {request['at']}")

    async def _look(self, heard: Heard) -> None:
        """Once a second, as a monitor and a visitor would."""
        while True:
            for path in ("/readyz", "/"):
                try:
                    answer = await asyncio.to_thread(self._product.get, path)
                except httpx.TransportError as error:
                    heard.says(-1, f"`{path}` {type(error).__name__}")
                    continue
                if not answer.is_success:
                    words = "; ".join(answer.json().get("problems", [])) if path == "/readyz" else ""
                    heard.says(-1, f"`{path}` {answer.status_code} {words}".strip())
            await self._count()
            await asyncio.sleep(1)


def _in_words(heard: Heard, pages: int, began: float) -> Iterator[str]:
    for words, who in heard.said.items():
        share = "" if -1 in who or len(who) == pages else f" ({len(who)} sockets)"
        yield f"{words}{share} after {heard.first_said[words] - began:.0f} s"
