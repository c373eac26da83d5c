"""A page that stays open gets prices again by itself, whatever was killed meanwhile, without a reload."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Page

from tests.browser.relay import Relay
from tests.browser.stage import on_stage
from tests.browser.visitor import Visitor
from tests.flows.product import Product, lease

# How long, at most, the page's timers stood still; milliseconds.
LONGEST_STANDSTILL = """
window.standstill = 0;
let last = performance.now();
setInterval(() => {
  window.standstill = Math.max(window.standstill, performance.now() - last);
  last = performance.now();
}, 20);
"""

# What the page asks on its sockets, and how many of those were opened.
OVERHEARD = """
window.said = [];
window.opened = 0;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  window.said.push(JSON.parse(text).type);
  return send.call(this, text);
};
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("open", () => (window.opened += 1));
  }
};
"""

# static/js/socket.js looks every 5 s for a standstill of over 15 s, a sleep, and then asks if anybody answers. What
# lives does within 4 s, else another connection is opened within one more; and 40 s of silence are a dead connection in
# any case.
SLEEP_SECONDS = 16.0
NOTICED_MILLISECONDS = 6_000

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="module")
def mortal() -> Iterator[Product]:
    """A product whose parts may be killed. A lost count of requests is waited for a minute: two seconds here."""
    with on_stage("AAPL", CLOCK="2026-11-20T15:00Z@30", POLL_SECONDS="30") as product:
        yield product


@pytest_asyncio.fixture(loop_scope="session")
async def watching(mortal: Product, browser: Browser) -> AsyncIterator[Visitor]:
    """A page with live prices. It must not be loaded again."""
    visitor = await Visitor.enter(browser, mortal)
    await visitor.pick("AAPL")
    await visitor.open()
    await sees_prices(visitor)
    await visitor.page.evaluate("window.before = true")
    yield visitor
    assert await visitor.page.evaluate("window.before")
    await visitor.leave()


async def sees_prices(visitor: Visitor) -> None:
    """Returns once the page is connected and a price has moved."""
    await visitor.page.locator("[data-connection][data-state=live]").wait_for()
    await visitor.sees_change()


async def is_told(visitor: Visitor) -> None:
    await visitor.page.locator("[data-connection]:not([data-state=live])").wait_for()


async def stands_still(page: Page) -> None:
    """The page's time goes on no more by itself."""
    paused = False
    while not paused:
        with suppress(Error):  # on a busy machine that moment may be over by then
            await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 3"))
            paused = True


@asynccontextmanager
async def asleep(browser: Browser) -> AsyncIterator[None]:
    """Pages stand still while clocks go on, as in a laptop that is shut."""
    devtools = await browser.new_browser_cdp_session()
    processes = (await devtools.send("SystemInfo.getProcessInfo"))["processInfo"]
    pages = [process["id"] for process in processes if process["type"] == "renderer"]
    for page in pages:
        os.kill(page, signal.SIGSTOP)
    try:
        yield
    finally:
        for page in pages:
            os.kill(page, signal.SIGCONT)
        await devtools.detach()


async def test_from_a_server_that_was_killed_and_started_again(mortal: Product, watching: Visitor) -> None:
    mortal.kill("stocker.serve")
    await is_told(watching)
    mortal.web()
    await sees_prices(watching)


async def test_from_a_redis_that_was_killed_and_has_lost_everything(mortal: Product, watching: Visitor) -> None:
    mortal.kill_redis()
    with mortal.redis() as redis:
        lease(redis, "AAPL")
    await sees_prices(watching)


async def test_from_a_redis_that_was_flushed(mortal: Product, watching: Visitor) -> None:
    with mortal.redis() as redis:
        redis.flushall()
    await sees_prices(watching)


async def test_from_a_worker_and_a_beat_that_were_killed(mortal: Product, watching: Visitor) -> None:
    mortal.kill("worker")
    mortal.kill("beat")
    await is_told(watching)
    mortal.workers()
    mortal.beats()
    await sees_prices(watching)


async def test_from_a_sleep_during_which_the_server_was_started_again(
    mortal: Product, watching: Visitor, browser: Browser
) -> None:
    await watching.page.evaluate(LONGEST_STANDSTILL)
    async with asleep(browser):
        mortal.kill("stocker.serve")
        mortal.web()
    await sees_prices(watching)
    assert await watching.page.evaluate("window.standstill") > 500


async def test_from_a_network_that_went_away_and_came_back(watching: Visitor) -> None:
    await watching.page.context.set_offline(True)
    await is_told(watching)
    await watching.page.context.set_offline(False)
    await sees_prices(watching)


@pytest_asyncio.fixture(loop_scope="session")
async def far(mortal: Product, browser: Browser) -> AsyncIterator[tuple[Visitor, Relay]]:
    """A page with live prices, and the way to it. It must not be loaded again."""
    async with Relay(mortal.port) as relay:
        visitor = await Visitor.enter(browser, mortal, by=relay.address)
        await visitor.page.clock.install()  # its time goes on as ever
        await visitor.page.add_init_script(OVERHEARD)
        await visitor.pick("AAPL")
        await visitor.open()
        await sees_prices(visitor)
        await visitor.page.evaluate("window.before = true")
        yield visitor, relay
        assert await visitor.page.evaluate("window.before")
        await visitor.leave()


async def test_from_a_sleep_during_which_its_connection_died_without_a_word(
    far: tuple[Visitor, Relay], browser: Browser
) -> None:
    visitor, relay = far
    await visitor.page.evaluate("window.said = []")
    async with asleep(browser):
        relay.cut()
        await asyncio.sleep(SLEEP_SECONDS)
    # Long before the silence would tell.
    await visitor.page.wait_for_function("() => said.includes('ping')")
    await sees_prices(visitor)


@pytest.mark.parametrize(("where", "event"), [("document", "visibilitychange"), ("window", "online")])
async def test_from_a_connection_that_was_dead_when_somebody_looked_again_or_the_network_changed(
    far: tuple[Visitor, Relay], where: str, event: str
) -> None:
    visitor, relay = far
    relay.cut()
    page = visitor.page
    # However slow the machine, it is not the silence that tells.
    await stands_still(page)
    before = await page.evaluate("opened")
    await page.evaluate(f"{where}.dispatchEvent(new Event('{event}'))")
    await page.clock.run_for(NOTICED_MILLISECONDS)
    await page.wait_for_function("(before) => opened > before", arg=before)
    await page.clock.resume()
    await sees_prices(visitor)


async def test_from_a_connection_that_died_without_a_word_while_somebody_looked(far: tuple[Visitor, Relay]) -> None:
    visitor, relay = far
    relay.cut()
    await visitor.page.clock.run_for(41_000)
    await sees_prices(visitor)
