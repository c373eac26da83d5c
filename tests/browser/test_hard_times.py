"""What a visitor sees when exchange, provider or plan give no more, and when the server makes a mistake."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.looks import assert_well_made
from tests.browser.stage import on_stage
from tests.browser.visitor import Visitor
from tests.flows.product import Product

pytestmark = pytest.mark.asyncio(loop_scope="session")

# A Saturday noon in New York, on a free key: there is nothing but Friday's close.
SATURDAY = "2026-11-21T17:00Z@1"


@pytest.fixture(scope="module")
def free() -> Iterator[Product]:
    """A product on a free key, at a weekend. Its faults are cleared after each test."""
    with on_stage("AAPL", plan="free", hours="exchange", CLOCK=SATURDAY) as product:
        yield product


def fault(product: Product, kind: str) -> None:
    address = product.environment["ALPHAVANTAGE_BASE_URL"]
    httpx.post(f"{address}/control/faults", json={"kind": kind}).raise_for_status()


@pytest_asyncio.fixture(loop_scope="session")
async def watching(free: Product, browser: Browser) -> AsyncIterator[Visitor]:
    """A list with one close that is known."""
    visitor = await Visitor.enter(browser, free)
    await visitor.pick("AAPL")
    await visitor.open()
    await visitor.sees_prices()
    yield visitor
    httpx.delete(f"{free.environment['ALPHAVANTAGE_BASE_URL']}/control/faults").raise_for_status()
    await visitor.leave()


async def test_at_a_weekend_a_row_is_the_last_close_and_says_when_the_exchange_opens(watching: Visitor) -> None:
    await watching.page.get_by_text("close of 20 Nov").first.wait_for()
    await watching.page.get_by_text("Market closed, opens Mon 09:30 New York time, 15:30 here").wait_for()
    await assert_well_made(watching)


# The spent day comes last: for an hour after it nothing is asked, so nothing else can be refused.
@pytest.mark.parametrize(
    ("kind", "newcomer", "words"),
    [("outage", "DIS", "The provider cannot be reached"), ("day_spent", "KO", "requests for today are spent")],
)
async def test_a_provider_that_gives_nothing_more_is_told_and_last_closes_stay(
    free: Product, watching: Visitor, kind: str, newcomer: str, words: str
) -> None:
    before = (await watching.shown())["AAPL"]
    fault(free, kind)
    await watching.page.get_by_role("combobox").fill(newcomer)
    await watching.page.get_by_role("option").first.click()
    await watching.page.locator(".strip-trouble", has_text=words).wait_for()
    assert (await watching.shown())["AAPL"] == before
    row = watching.page.locator(f"[data-symbol={newcomer}]")
    await row.locator("[data-field=freshness]", has_text="waiting").wait_for()
    assert await watching.page.locator("[data-connection]").inner_text() == "Connected"
    await assert_well_made(watching)


async def test_a_mistake_of_the_server_is_a_page_in_words_and_the_list_is_there_afterwards(
    free: Product, watching: Visitor
) -> None:
    watching.expects("500 (Internal Server Error)")
    free.execute("ALTER TABLE tickers_ticker RENAME TO tickers_gone")
    try:
        assert (await watching.open()).status == 500
        await watching.page.get_by_role("heading", name="The server made a mistake").wait_for()
        await assert_well_made(watching)
    finally:
        free.execute("ALTER TABLE tickers_gone RENAME TO tickers_ticker")
    await watching.page.get_by_role("link", name="Try again").click()
    await watching.page.locator("[data-symbol=AAPL]").wait_for()
