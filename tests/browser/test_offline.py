"""Without a network a page shows what was last known, marked as old; it comes back, and it renews itself."""

import re

import pytest
from playwright.async_api import Page

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

OFFLINE = re.compile(r"^Offline, prices of \d\d:\d\d$")


@pytest.fixture
def expecting(visitor: Visitor) -> Visitor:
    """Chromium tells of each address that it could not reach."""
    visitor.expects("ERR_INTERNET_DISCONNECTED")
    return visitor


async def kept(page: Page) -> None:
    """Returns once the worker keeps the page that is open."""
    await page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          const kept = async () => {
            const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
            const found = names.map(async (name) => (await caches.open(name)).match(location.href));
            return (await Promise.all(found)).some(Boolean);
          };
          while (!(await kept())) await new Promise((done) => setTimeout(done, 50));
        }"""
    )


async def test_the_last_known_prices_are_there_offline_and_say_of_when_they_are(expecting: Visitor) -> None:
    page = expecting.page
    await expecting.pick("AAPL", "MSFT")
    await expecting.open()
    await expecting.sees_live_prices()
    await kept(page)
    await page.context.set_offline(True)
    await expecting.open()
    connection = page.locator("[data-connection]")
    await connection.filter(has_text=OFFLINE).wait_for()
    shown = await expecting.shown()
    assert all(float(price.replace(",", "")) > 0 for price in shown.values())
    assert await expecting.obstacles() == []

    await expecting.open("/stocks/KO/")
    await page.get_by_role("heading", name="Offline").wait_for()
    await expecting.open()
    await page.context.set_offline(False)
    await page.locator("main:not([data-kept])").wait_for()
    await expecting.sees_live_prices()


async def test_nothing_but_pages_and_their_files_is_kept(visitor: Visitor) -> None:
    await visitor.pick("AAPL")
    await visitor.open()
    await kept(visitor.page)
    for path in ("/?q=bank", "/status/", "/market-cap/", "/"):
        await visitor.open(path)
        if path == "/market-cap/":
            await kept(visitor.page)
    await visitor.page.evaluate("fetch('/api/quotes/?symbols=AAPL')")
    await visitor.open("/admin/")
    addresses = await visitor.page.evaluate(
        """async () => {
          const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
          return caught.flat().map(({ url }) => url.slice(location.origin.length));
        }"""
    )
    files = [address for address in addresses if address.startswith("/static/")]
    assert {"/", "/offline/", "/market-cap/"} == set(addresses) - set(files)
    assert all(re.search(r"\.[0-9a-f]{12}\.", file) for file in files)
    assert not any("lightweight-charts" in file for file in files)


async def test_after_a_deploy_a_page_that_nobody_looks_at_renews_itself(visitor: Visitor) -> None:
    await visitor.pick("AAPL")
    await visitor.open()
    await kept(visitor.page)
    await visitor.open()  # now one that the worker gave
    await visitor.sees_live_prices()
    await visitor.page.evaluate("window.before = true")
    # To a browser another address of the same worker is what another version is.
    await visitor.page.evaluate(
        """async () => {
          const renewed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
          await navigator.serviceWorker.register("/service-worker.js?another");
          await renewed;
        }"""
    )
    async with visitor.page.expect_navigation():
        await visitor.page.evaluate(
            """() => {
              Object.defineProperty(document, "hidden", { value: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    await visitor.sees_live_prices()
    assert await visitor.page.evaluate("window.before") is None
