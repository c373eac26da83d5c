"""What a page did not know when it was opened comes into its place while it is watched."""

import re
from collections.abc import Callable

import pytest

from tests.browser.visitor import PATIENCE, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

# A page looks ever more rarely for what it lacks.
LATE = 3 * PATIENCE


async def test_history_and_company_come_without_a_reload_and_move_nothing(
    visitor: Visitor, forgets: Callable[[str], None]
) -> None:
    forgets("SBUX")
    page = await visitor.open("/stocks/SBUX/")
    assert re.search('id="history"[^>]* data-late', await page.text())
    await visitor.page.locator("#history [data-chart] canvas").first.wait_for(timeout=LATE)
    await visitor.page.locator("#company:not([data-late])").wait_for(timeout=LATE)
    assert await visitor.page.locator("[data-late]").count() == 0
    # The mark on the range of the year moves with the price from now on.
    await visitor.page.wait_for_function(
        "() => document.querySelector('#company [data-field=year]').textContent.includes('Now')"
    )
    assert await visitor.page.evaluate("window.shifts.filter(({ value }) => value > 0.01)") == []
    assert visitor.problems == []


async def test_the_closes_of_a_list_come_without_a_reload_and_move_nothing(
    visitor: Visitor, forgets: Callable[[str], None]
) -> None:
    for symbol in ("ADBE", "INTU"):
        forgets(symbol)
    await visitor.pick("AAPL", "ADBE", "INTU")
    page = await visitor.open()
    await visitor.page.evaluate("() => { window.before = true; }")
    assert re.search('class="closes"[^>]* data-late', await page.text())
    for symbol in ("ADBE", "INTU"):
        await visitor.page.locator(f"[data-symbol={symbol}] .closes svg.sparkline").wait_for(timeout=LATE)
    assert await visitor.page.locator("td[data-late]").count() == 0
    assert await visitor.page.evaluate("() => window.before")
    assert await visitor.page.evaluate("() => window.shifts.filter(({ value }) => value > 0.01)") == []
    # They go on with the price, as those that were there. Between closes as near as these, any price moves the line.
    await visitor.page.locator("[data-symbol=ADBE]").evaluate(
        """(row) => {
            const price = Number(row.querySelector("[data-field=price]").textContent.replace(/[^0-9.]/g, ""));
            row.querySelector(".sparkline").dataset.closes = JSON.stringify([price * 0.999, price * 1.001]);
        }"""
    )
    line = visitor.page.locator("[data-symbol=ADBE] .sparkline[aria-label^='last 2 closes']")
    before = await line.get_attribute("aria-label")
    await visitor.page.wait_for_function(
        "(before) => document.querySelector('[data-symbol=ADBE] .sparkline').ariaLabel !== before", arg=before
    )
