"""The board as its visitor watches it: values that move, rows that move calmly, nothing to pick."""

import asyncio

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor
from tests.flows.product import Product

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The largest falls far, as if its price had. It is one of the largest, since by now another may be worth as much.
FALL = """() => {
  const { rows } = document.querySelector("[data-ranked]");
  const [first] = rows;
  rows[40].after(first);
  return first.dataset.symbol;
}"""
IS_LARGE = """(symbol) => [...document.querySelector("[data-ranked]").rows].slice(0, 9).some(
  (row) => row.dataset.symbol === symbol,
)"""


async def ranked(visitor: Visitor, running: Product) -> Page:
    """The board, once each of its rows has a price and a place."""
    await visitor.open("/market-cap/")
    await visitor.sees_live_prices()
    await asyncio.to_thread(running.run, "-m", "celery", "-A", "stocker", "call", "live.rank")  # as beat does each 15 s
    await visitor.open_with("/market-cap/", "[data-rank]:text-is('50')")
    await visitor.sees_live_prices()
    return visitor.page


async def test_rows_go_back_to_the_order_of_their_values_and_not_under_the_pointer(
    visitor: Visitor, running: Product
) -> None:
    page = await ranked(visitor, running)
    await page.locator("[data-ranked] tr").nth(1).hover()
    largest = await page.evaluate(FALL)
    await visitor.sees_change()
    await page.wait_for_timeout(6_000)  # longer than the calm that rows keep when nobody points at them
    assert not await page.evaluate(IS_LARGE, largest)
    await page.mouse.move(0, 0)
    await page.wait_for_function(IS_LARGE, arg=largest)
    assert await page.locator("[data-rank]").first.inner_text() == "1"
    assert await page.locator("[data-rank]").nth(49).inner_text() == "50"


async def test_a_filter_and_another_page_need_no_script(visits: Visits, running: Product) -> None:
    await ranked(await visits(), running)
    plain = await visits(scripts=False)
    await plain.open("/market-cap/")
    page = plain.page
    await page.get_by_label("Exchange").select_option("NYSE")
    await page.get_by_role("button", name="Show").click()
    assert await page.get_by_label("Exchange").input_value() == "NYSE"
    assert await page.locator("[data-symbol=AAPL]").count() == 0
    await page.get_by_role("link", name="Smaller").click()
    await page.wait_for_url("**/market-cap/?exchange=NYSE&page=2")


async def test_the_mark_in_the_year_s_range_follows_the_price(visitor: Visitor) -> None:
    await visitor.open_with("/stocks/AAPL/", ".year-bar circle")
    await visitor.sees_live_prices()
    await visitor.page.locator(".year-bar circle").evaluate("mark => mark.setAttribute('cx', '-1%')")
    await visitor.page.locator(".year-bar circle:not([cx='-1%'])").wait_for()
    assert "Now" in await visitor.page.locator(".year-words").inner_text()
