"""The list as its visitor watches it: prices that are there at once, move, and push nothing about."""

import pytest

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

# An address of the page, as a browser asks for it first: the limit for what it may weigh, compressed.
MOST_BYTES = 150_000
# The best mark of the metric for moving layouts ends at 0.1; here nothing is to move that can be seen.
MOST_SHIFT = 0.01


async def test_prices_move_by_themselves(visitor: Visitor) -> None:
    await visitor.pick("AAPL", "MSFT")
    await visitor.open()
    await visitor.sees_live_prices()
    before = await visitor.shown()
    assert set(before) == {"AAPL", "MSFT"}
    assert await visitor.sees_change() != before


async def test_a_ready_made_list_is_one_press_and_has_its_prices_without_a_reload(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.page.evaluate("window.before = true")
    await visitor.page.get_by_role("button", name="Index funds").click()
    await visitor.sees_live_prices()
    assert "SPY" in await visitor.shown()
    assert await visitor.page.evaluate("window.before")


async def test_the_list_and_its_prices_need_no_script(visits: Visits) -> None:
    watching = await visits()
    await watching.pick("AAPL")
    await watching.open()
    await watching.sees_live_prices()  # so that a price is known

    plain = await visits(scripts=False)
    await plain.open()
    await plain.page.get_by_role("button", name="Largest companies").click()
    price = plain.page.locator("[data-symbol=AAPL] [data-field=price]")
    assert float((await price.inner_text()).replace(",", "")) > 0
    await plain.page.get_by_role("button", name="Menu of AAPL").click()
    await plain.page.locator("#menu-AAPL").get_by_role("button", name="Remove").click()
    await plain.page.get_by_text("AAPL removed").wait_for()
    await plain.page.get_by_role("button", name="Undo").click()
    await price.wait_for()


async def test_nothing_is_pushed_about_when_prices_arrive(visitor: Visitor) -> None:
    await visitor.pick("AAPL", "MSFT", "SPY", "KO")
    await visitor.open()
    await visitor.sees_live_prices()
    await visitor.sees_change()
    shifts = await visitor.shifts()
    assert sum(shift["value"] for shift in shifts) < MOST_SHIFT, shifts


async def test_the_first_load_is_light(visitor: Visitor) -> None:
    await visitor.pick("AAPL", "MSFT", "SPY", "KO")
    session = await visitor.page.context.new_cdp_session(visitor.page)
    await session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    await visitor.open()
    await visitor.sees_live_prices()
    assert len(weights) > 10
    assert sum(weights) < MOST_BYTES
