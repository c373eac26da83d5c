"""What a frame costs the page's main thread while fifty prices change ten times a second.

The server is the product's own, its worker is played. Chromium tells each task of the page's main thread: what it did
between the end of one frame and the end of the next counts as that frame's, whether it was a message, a style, a layout
or a timer. It is the time that the thread ran, so what else the machine does counts little.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.async_api import Browser

from benchmarks.page.prices import FIFTY, quotes
from benchmarks.push.publishers import Worker
from tests.browser.visitor import Visitor
from tests.flows.product import Product

# When it began, how long it took, and for how much of that the thread ran; microseconds.
Task = tuple[float, float, float]
EVERY = 0.1  # seconds between two updates
FRAME = 4.0  # milliseconds that a frame may take
CATEGORIES = ["-*", "devtools.timeline", "disabled-by-default-devtools.timeline"]


@dataclass(frozen=True)
class Frames:
    """`each` is milliseconds of the main thread, one for a frame; `updates` came in `seconds`."""

    each: tuple[float, ...]
    updates: int
    seconds: float

    def at(self, part: float) -> float:
        ordered = sorted(self.each)
        return ordered[int(part * (len(ordered) - 1) + 0.5)]

    @property
    def median(self) -> float:
        return median(self.each)

    @property
    def over(self) -> float:
        """The part of the frames that took longer than they may."""
        return sum(took > FRAME for took in self.each) / len(self.each)

    @property
    def busy(self) -> float:
        """The part of the time in which the main thread did anything."""
        return sum(self.each) / 1000 / self.seconds


async def measured(
    browser: Browser, product: Product, path: str, picks: Sequence[str], seconds: float, **options: Any
) -> Frames:
    """Open the page, publish all prices ten times a second, and trace it for so long after it has settled."""
    visitor = await Visitor.enter(browser, product, shifts=False, **options)
    came: list[str] = []
    visitor.page.on("websocket", lambda socket: socket.on("framereceived", lambda text: came.append(str(text)[:40])))
    worker = Worker(product.redis_socket)
    worker.symbols, worker.quotes = FIFTY, quotes
    await worker.open()
    publishing = asyncio.create_task(_publish(worker))
    try:
        if picks:
            await visitor.pick(*picks)
        await visitor.open(path)
        await visitor.sees_live_prices()
        await asyncio.sleep(3)
        came.clear()
        await browser.start_tracing(page=visitor.page, categories=CATEGORIES)
        await asyncio.sleep(seconds)
        updates = sum('"type":"quotes"' in text for text in came)
        trace = json.loads(await browser.stop_tracing())
    finally:
        publishing.cancel()
        await worker.close()
        await visitor.leave()
    return Frames(tuple(of(trace["traceEvents"])), updates, seconds)


async def _publish(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), 0
    while True:
        await worker.publish(sent)
        sent += 1
        await asyncio.sleep(max(0.0, began + sent * EVERY - loop.time()))


def of(events: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of the main thread a frame, from Chromium's trace."""
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks: dict[tuple[int, int], list[Task]] = {main: [] for main in mains}
    commits: dict[tuple[int, int], list[float]] = {main: [] for main in mains}
    for event in events:
        main = (event["pid"], event["tid"])
        if main not in mains:
            continue
        if event["name"] in ("RunTask", "ThreadControllerImpl::RunTask") and event["ph"] == "X":
            tasks[main].append((event["ts"], event["dur"], event.get("tdur", event["dur"])))
        elif event["name"] == "Commit":
            commits[main].append(event["ts"])
    page = max(mains, key=lambda main: sum(cost for *_, cost in tasks[main]))
    return _sums(sorted(tasks[page]), sorted(commits[page]))


def _sums(tasks: list[Task], commits: list[float]) -> list[float]:
    """Microseconds of tasks, by the frame that is handed over at the end of them, in milliseconds."""
    found, spent, place = [], 0.0, 0
    for at, took, cost in tasks:
        spent += cost
        before = place
        while place < len(commits) and commits[place] <= at + took:
            place += 1
        if place > before:
            found.append(spent / 1000)
            spent = 0.0
    return found
