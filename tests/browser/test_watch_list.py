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
    assert set(await visitor.shown()) == {"AAPL", "MSFT"}
    await visitor.sees_change()


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


@pytest.mark.parametrize("path", ["/", "/stocks/AAPL/", "/market-cap/", "/wall/", "/status/"])
async def test_the_first_load_of_every_page_is_light(visits: Visits, path: str) -> None:
    """A ticker's with its chart, which is the heaviest."""
    chart = "[data-chart] canvas"
    if path.startswith("/stocks/"):
        await (await visits()).open_with(path, "[data-chart]")
    visitor = await visits()
    await visitor.pick("AAPL", "MSFT", "SPY", "KO")
    session = await visitor.page.context.new_cdp_session(visitor.page)
    await session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    await visitor.open(path)
    if path.startswith("/stocks/"):
        await visitor.page.locator(chart).first.wait_for()
    elif path != "/status/":
        await visitor.sees_live_prices()
    await visitor.page.wait_for_load_state("networkidle")
    assert len(weights) > 10
    assert sum(weights) < MOST_BYTES


async def test_the_chart_s_code_is_fetched_when_the_chart_comes_near(visits: Visits) -> None:
    visitor = await visits(width=360, height=640)
    await visitor.open_with("/stocks/AAPL/", "[data-chart]")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    await visitor.open("/stocks/AAPL/")
    await visitor.sees_live_prices()
    assert not any("lightweight-charts" in url for url in asked)
    await visitor.page.locator("[data-chart]").scroll_into_view_if_needed()
    await visitor.page.locator("[data-chart] canvas").first.wait_for()
    assert any("lightweight-charts" in url for url in asked)
