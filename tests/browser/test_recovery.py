"""A page that stays open gets prices again by itself, whatever was killed meanwhile, without a reload."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.stage import on_stage
from tests.browser.visitor import Visitor
from tests.flows.product import Product, lease

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
