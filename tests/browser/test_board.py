"""The board as its visitor watches it: values that move, rows that move calmly, nothing to pick."""

import asyncio

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor
from tests.flows.product import Product

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The largest falls far, as if its price had.
FALL = """() => {
  const { rows } = document.querySelector("[data-ranked]");
  rows[40].after(rows[0]);
}"""
SYMBOLS = "() => [...document.querySelector('[data-ranked]').rows].map((row) => row.dataset.symbol).join(' ')"
# By what the rows say, which is rounded. A company whose facts come meanwhile may be worth much less than it was.
IN_ORDER = """() => {
  const sizes = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };
  const rows = [...document.querySelector("[data-ranked]").rows];
  const placed = rows.filter((row) => Number(row.querySelector("[data-rank]").textContent));
  const values = placed.map((row) => row.querySelector("[data-field=market_cap]").textContent);
  const numbers = values.map((text) => parseFloat(text.replaceAll(",", "")) * (sizes[text.at(-1)] ?? 1));
  return numbers.length > 40 && numbers.every((value, n) => n === 0 || value <= numbers[n - 1] * 1.02);
}"""


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
    await page.evaluate(FALL)
    fallen = await page.evaluate(SYMBOLS)
    await visitor.sees_change()
    await page.wait_for_timeout(6_000)  # longer than the calm that rows keep when nobody points at them
    assert await page.evaluate(SYMBOLS) == fallen
    await page.mouse.move(0, 0)
    await page.wait_for_function(IN_ORDER)
    assert await page.locator("[data-rank]").first.inner_text() == "1"
    assert await page.locator("[data-rank]").nth(49).inner_text() == "50"


async def test_a_filter_and_another_page_need_no_script(visits: Visits, running: Product) -> None:
    await ranked(await visits(), running)
    plain = await visits(scripts=False)
    await plain.open("/market-cap/")
    page = plain.page
    await page.get_by_label("Exchange").select_option("NYSE")
    await page.get_by_role("button", name="Show").click()
    await page.wait_for_url("**/market-cap/?exchange=NYSE*")
    await page.wait_for_load_state()
    assert await page.get_by_label("Exchange").input_value() == "NYSE"
    assert await page.locator("[data-symbol=AAPL]").count() == 0
    await page.get_by_role("link", name="Smaller").click()
    await page.wait_for_url("**/market-cap/?exchange=NYSE&page=2")


async def test_the_mark_in_the_year_s_range_follows_the_price(visitor: Visitor) -> None:
    await visitor.open_with("/stocks/AAPL/", ".year-bar circle")
    await visitor.sees_live_prices()
    await visitor.page.locator(".year-bar circle").evaluate("mark => mark.setAttribute('cx', '-1%')")
    await visitor.page.locator(".year-bar circle:not([cx='-1%'])").wait_for()
    await visitor.page.locator(".year-words", has_text="Now").wait_for()
