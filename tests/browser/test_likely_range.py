"""The likely range on a ticker's page: it comes into its place, moves with the price, and fans out on the chart."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.async_api import WebSocketRoute

from tests.browser.conftest import Visits
from tests.browser.visitor import PATIENCE, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST = ".likely [data-days='1'] [data-cell=most]"
KNOWN = f"() => document.querySelector(\"{MOST}\").textContent.includes(' to ')"


async def test_it_comes_into_its_place_without_a_reload_and_moves_with_the_price(
    visitor: Visitor, forgets: Callable[[str], None]
) -> None:
    forgets("INTC")
    page = await visitor.open("/stocks/INTC/")
    cell = visitor.page.locator(MOST)
    assert re.search(r'data-cell="most"[^>]*>\s*–', await page.text())
    await visitor.page.wait_for_function(KNOWN, timeout=3 * PATIENCE)
    first = await cell.inner_text()
    await visitor.page.wait_for_function(
        f'(first) => document.querySelector("{MOST}").textContent !== first', arg=first
    )
    assert "from the price of" in await visitor.page.locator("[data-tested]").inner_text()
    assert await visitor.page.evaluate("window.shifts.filter(({ value }) => value > 0.005)") == []


async def test_it_stands_on_the_page_without_scripts_and_as_a_fan_on_the_chart_with_them(visits: Visits) -> None:
    plain, scripted = await visits(scripts=False), await visits()
    await scripted.open_with("/stocks/AAPL/", ".likely[data-likely*=prediction]")
    await plain.open("/stocks/AAPL/")
    assert " to " in await plain.page.locator(MOST).inner_text()
    chart = scripted.page.locator("[data-chart] canvas").first
    await chart.wait_for()
    drawn = "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/js/fan.'))"
    await scripted.page.wait_for_function(drawn)


async def test_why_no_newer_one_comes_is_said_beside_the_last_once_it_is_told_again(visits: Visits) -> None:
    visitor = await visits()
    refusal = {"stock_symbol": "AAPL", "prediction": None, "error": "The close of 20 Nov is not known yet."}
    answers: list[WebSocketRoute] = []
    await visitor.page.route_web_socket("**/ws/stock_predictions/", lambda socket: answers.append(socket))
    await visitor.open_with("/stocks/AAPL/", ".likely[data-likely*=prediction]")
    note, last = visitor.page.locator(".likely [data-note]"), await visitor.page.locator(MOST).inner_text()
    await visitor.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/js/fan.'))"
    )
    answers[-1].send(json.dumps(refusal))
    assert not await note.is_visible()
    answers[-1].send(json.dumps(refusal))
    await note.wait_for()
    assert await note.inner_text() == refusal["error"]
    assert await visitor.page.locator(MOST).inner_text() == last
