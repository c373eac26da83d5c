"""Whether a tab that is open for eight hours grows: its clock is driven, and a second of it has what a second has.

Timers, dates and frames are the page's own, under Playwright's clock; messages come from `long_day.js`, as many as the
hours bring. After each hour the garbage is collected and what is left is counted.
"""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser

from tests.browser.visitor import Visitor
from tests.flows.product import Product

SERVER = (Path(__file__).parent / "long_day.js").read_text
MINUTE = 60_000  # milliseconds
# The first prices, and what is made once and kept, such as formats.
SETTLING = 10


@dataclass(frozen=True)
class Left:
    """After a collection: what is still there."""

    hours: float
    heap: int  # bytes
    nodes: int
    listeners: int
    messages: int


async def through(
    browser: Browser, product: Product, path: str, picks: Sequence[str], hours: int
) -> AsyncIterator[Left]:
    """The page after it has settled, then after each hour."""
    visitor = await Visitor.enter(browser, product, shifts=False)
    try:
        if picks:
            await visitor.pick(*picks)
        await visitor.page.clock.install(time=time.time())
        await visitor.page.add_init_script(SERVER())
        await visitor.open(path)
        await visitor.page.clock.run_for(SETTLING * MINUTE)
        yield await _left(visitor, 0)
        for hour in range(1, hours + 1):
            for _ in range(60):
                await visitor.page.clock.run_for(MINUTE)
            yield await _left(visitor, hour)
        if visitor.problems:
            raise RuntimeError(f"{path}: {visitor.problems}")
    finally:
        await visitor.leave()


async def _left(visitor: Visitor, hours: float) -> Left:
    devtools = await visitor.page.context.new_cdp_session(visitor.page)
    await devtools.send("Performance.enable")
    await devtools.send("HeapProfiler.enable")
    for _ in range(3):  # what one collection frees may hold what the next does
        await devtools.send("HeapProfiler.collectGarbage")
        await visitor.page.evaluate("new Promise((done) => requestIdleCallback(done))")
    metrics = {each["name"]: each["value"] for each in (await devtools.send("Performance.getMetrics"))["metrics"]}
    await devtools.detach()
    return Left(
        hours,
        int(metrics["JSHeapUsedSize"]),
        int(metrics["Nodes"]),
        int(metrics["JSEventListeners"]),
        int(await visitor.page.evaluate("sent()")),
    )
