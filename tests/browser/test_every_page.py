"""What holds for each page and state: for a screen reader, on a phone, in the dark, without scripts."""

import pytest

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Each state: its path and what was picked before.
PAGES = {
    "an empty list": ("/", ()),
    "a list": ("/", ("AAPL", "MSFT", "SPY", "KO", "BRK-B")),
    "a shared list": ("/l/AAPL,MSFT,NOPE/", ()),
    "a wall": ("/wall/", ("AAPL", "MSFT", "SPY")),
    "a frame": ("/l/AAPL,MSFT/?embed", ()),
    "results of a search": ("/?q=bank", ("AAPL",)),
    "a search that found nothing": ("/?q=zzzzzzzz", ()),
    "a stock": ("/stocks/AAPL/", ()),
    "a fund": ("/stocks/SPY/", ()),
    "a stock of which little is known": ("/stocks/WMT/", ()),
    "the board": ("/market-cap/", ()),
    "the status": ("/status/", ("AAPL", "MSFT")),
    "the page for offline": ("/offline/", ()),
    "no such ticker": ("/stocks/NOSUCH/", ()),
    "no such page": ("/no-such-page/", ()),
}
WIDTHS = (360, 768, 1440)
# What a page has once the workers have fetched everything for it.
FETCHED = {"a stock": "[data-chart]", "a fund": "[data-chart]"}


async def stand(visitor: Visitor, state: str) -> Visitor:
    """The visitor before the page in that state, with live prices where there are any."""
    path, symbols = PAGES[state]
    visitor.expects("404 (Not Found)")  # Chromium tells of the page's own status
    if symbols:
        await visitor.pick(*symbols)
    if state in FETCHED:
        await visitor.open_with(path, FETCHED[state])
    answer = await visitor.open(path)
    assert answer.status == (404 if state.startswith("no such") else 200)
    if await visitor.page.locator("[data-symbol][data-quote]").count():
        await visitor.sees_live_prices()
    return visitor


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", PAGES)
async def test_nothing_stands_in_the_way_of_a_screen_reader_or_weak_eyes(
    visits: Visits, state: str, dark: bool
) -> None:
    visitor = await stand(await visits(dark=dark), state)
    assert await visitor.obstacles() == []


@pytest.mark.parametrize("state", PAGES)
async def test_no_page_is_wider_than_the_window(visits: Visits, state: str) -> None:
    visitor = await stand(await visits(), state)
    for width in WIDTHS:
        await visitor.page.set_viewport_size({"width": width, "height": 800})
        assert await visitor.sideways() == 0, width


@pytest.mark.parametrize("state", PAGES)
async def test_nothing_stands_in_the_way_on_a_phone(visits: Visits, state: str) -> None:
    visitor = await stand(await visits(width=360, dark=True), state)
    assert await visitor.obstacles() == []
