"""Lists as their visitor edits them: in place, by pointer and by keyboard, without a reload and without a script."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROWS = "[...document.querySelectorAll('tr[data-symbol]')].map((row) => row.dataset.symbol)"
# The code that only lists need, which is fetched beside what a page begins with.
HANDS = """() => {
  const fetched = performance.getEntriesByType("resource").map(({ name }) => name).join();
  return ["sorting", "share", "reorder", "importing"].every((part) => fetched.includes(`/js/${part}.`));
}"""
OPEN_MENUS = "document.querySelectorAll(':popover-open').length"


async def order(visitor: Visitor) -> list[str]:
    found: list[str] = await visitor.page.evaluate(ROWS)
    return found


async def becomes(visitor: Visitor, symbols: str) -> None:
    """Returns once the rows stand in this order."""
    script = f"(text) => {ROWS}.join(' ') === text"
    await visitor.page.wait_for_function(script, arg=symbols)


async def watching(visitor: Visitor, *symbols: str) -> Visitor:
    await visitor.pick(*symbols)
    await visitor.open()
    await visitor.sees_live_prices()
    await visitor.page.wait_for_function(HANDS)
    await visitor.page.evaluate("window.before = true")  # lost with a reload
    return visitor


async def focuses(visitor: Visitor, words: str) -> None:
    """Returns once what begins with these words has the focus: a menu takes it when it is open."""
    begins = "(words) => document.activeElement.innerText.trim().startsWith(words)"
    await visitor.page.wait_for_function(begins, arg=words)


async def test_a_ticker_is_removed_and_comes_back_and_the_focus_stays_in_the_table(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT", "SPY")).page
    await page.get_by_role("button", name="Menu of MSFT").click()
    await focuses(visitor, "Details")
    await page.keyboard.press("ArrowUp")
    await focuses(visitor, "Remove")
    await page.keyboard.press("Enter")
    await becomes(visitor, "AAPL SPY")
    await focuses(visitor, "Menu of SPY")
    await page.get_by_role("button", name="Undo").click()
    await becomes(visitor, "AAPL MSFT SPY")
    assert await page.evaluate("window.before")


async def test_a_row_is_dragged_and_moved_by_keyboard_and_stays_there(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT", "SPY")).page
    handle = await page.get_by_role("button", name="Menu of SPY").bounding_box()
    first = await page.locator("tr[data-symbol=AAPL]").bounding_box()
    assert handle is not None
    assert first is not None
    x = handle["x"] + handle["width"] / 2
    await page.mouse.move(x, handle["y"] + handle["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(x, first["y"] + 4, steps=10)
    async with page.expect_response("**/watchlist/order/"):
        await page.mouse.up()
    await becomes(visitor, "SPY AAPL MSFT")
    assert await page.evaluate(OPEN_MENUS) == 0
    await page.get_by_role("button", name="Menu of SPY").focus()
    await page.keyboard.press("Alt+ArrowDown")
    await becomes(visitor, "AAPL SPY MSFT")
    await focuses(visitor, "Menu of SPY")
    await page.reload()
    await becomes(visitor, "AAPL SPY MSFT")


async def test_a_heading_sorts_ascending_descending_and_back_and_keeps_the_focus(visitor: Visitor) -> None:
    page = (await watching(visitor, "MSFT", "AAPL", "SPY")).page
    for symbols in ("AAPL MSFT SPY", "SPY MSFT AAPL", "MSFT AAPL SPY"):
        await page.get_by_role("button", name="Symbol").click()
        await becomes(visitor, symbols)
    await focuses(visitor, "Symbol")


async def test_a_heading_of_numbers_sorts_from_the_largest(visitor: Visitor) -> None:
    page = (await watching(visitor, "MSFT", "AAPL", "SPY")).page
    await page.get_by_role("button", name="Price", exact=True).click()
    await page.locator("table.quotes[data-sort='-price']").wait_for()
    shown = await visitor.shown()
    prices = [float(shown[symbol].replace(",", "")) for symbol in await order(visitor)]
    assert prices[0] == max(prices)


async def test_a_sorted_table_waits_while_the_pointer_or_the_focus_is_in_it(visitor: Visitor) -> None:
    page = (await watching(visitor, "MSFT", "AAPL", "SPY")).page
    await page.get_by_role("button", name="Symbol").click()
    await becomes(visitor, "AAPL MSFT SPY")
    await page.locator("tr[data-symbol=AAPL]").hover()
    # As if prices had put the rows out of their order.
    await page.evaluate("document.querySelector('tbody').append(document.querySelector('tr[data-symbol=AAPL]'))")
    await page.wait_for_timeout(5500)
    assert await order(visitor) == ["MSFT", "SPY", "AAPL"]
    await page.get_by_role("button", name="Menu of SPY").focus()
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(1500)
    assert await order(visitor) == ["MSFT", "SPY", "AAPL"]
    await page.locator("#search").focus()
    await becomes(visitor, "AAPL MSFT SPY")


async def test_prices_take_away_no_focus_and_close_no_menu(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT")).page
    await page.get_by_role("button", name="Menu of AAPL").click()
    await visitor.sees_change()
    await visitor.sees_change()
    assert await page.evaluate(OPEN_MENUS) == 1
    await focuses(visitor, "Details")
    await page.keyboard.press("Escape")
    await focuses(visitor, "Menu of AAPL")


async def test_columns_are_chosen_in_a_menu_that_stays_open(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL")).page
    await page.get_by_role("button", name="View").click()
    for name in ("Open", "Day’s range"):
        await page.get_by_label(name, exact=True).check()
        await page.get_by_role("columnheader", name=name).wait_for()
    await page.get_by_label("Compact").check()
    await page.locator("table[data-density=compact]").wait_for()
    assert await page.evaluate(OPEN_MENUS) == 1
    assert "–" in (await visitor.shown("day_range"))["AAPL"]
    await visitor.sees_change()
    assert await page.evaluate("window.before")


async def test_a_second_list_has_tabs_and_prices_of_its_own(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT")).page
    await page.get_by_role("button", name="View").click()
    await page.get_by_text("New list").click()
    await page.locator("[aria-label='Name of the new list']:focus").wait_for()
    await page.keyboard.type("Funds")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Funds").wait_for()
    await page.locator("#search:focus").wait_for()  # it is empty: what comes next is to fill it
    await page.keyboard.type("SPY")
    await page.get_by_role("option", name="SPY").first.click()
    await becomes(visitor, "SPY")
    await visitor.sees_live_prices()
    await visitor.sees_change()
    await page.get_by_role("navigation", name="Watch lists").get_by_role("link", name="Watch list").click()
    await becomes(visitor, "AAPL MSFT")
    await page.get_by_role("button", name="Menu of MSFT").click()
    await page.get_by_role("button", name="Move to Funds").click()
    await becomes(visitor, "AAPL")
    await page.go_back()
    await becomes(visitor, "SPY MSFT")
    assert await page.evaluate("window.before")
    assert await visitor.obstacles() == []


async def test_what_is_pasted_or_dropped_is_imported_and_the_rest_is_named(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL")).page
    await page.locator("main").evaluate("""(main) => {
      document.activeElement.blur();
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "###Tech,NASDAQ:MSFT,ASX:BHP");
      main.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }""")
    await page.get_by_text("1 added. Not found: ASX:BHP").wait_for()
    await page.locator("main").evaluate("""(main) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["Symbol,Price\\nSPY,1\\n"], "quotes.csv", { type: "text/csv" }));
      main.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }""")
    await becomes(visitor, "AAPL MSFT SPY")


async def test_the_address_of_a_list_is_copied_or_else_shown(visits: Visits) -> None:
    allowed = await watching(await visits(permissions=["clipboard-read", "clipboard-write"]), "AAPL", "MSFT")
    await allowed.page.get_by_role("button", name="View").click()
    await allowed.page.get_by_role("link", name="Share").click()
    await allowed.page.get_by_text("Address copied").wait_for()
    address = await allowed.page.evaluate("navigator.clipboard.readText()")
    assert address.endswith("/l/AAPL,MSFT/")

    other = await visits()
    await other.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await other.open(address)
    await other.sees_live_prices()
    await other.sees_change()
    assert await other.obstacles() == []
    await other.page.get_by_role("button", name="View").click()
    await other.page.get_by_role("link", name="Share").click()
    assert await other.page.get_by_label("Address of this list").input_value() == address
    await other.page.keyboard.press("Escape")
    await other.page.get_by_role("button", name="Copy to my watchlists").click()
    await other.page.get_by_role("button", name="Menu of AAPL").wait_for()
    await becomes(other, "AAPL MSFT")


async def test_lists_are_edited_without_a_script(visits: Visits) -> None:
    plain = await visits(scripts=False)
    await plain.pick("AAPL", "MSFT")
    await plain.open()
    page = plain.page
    await page.get_by_role("button", name="Menu of AAPL").click()
    await page.get_by_role("button", name="Move down").first.click()
    rows = page.locator("tr[data-symbol] .symbol")
    await expect(rows).to_have_text(["MSFT", "AAPL"])
    await page.get_by_role("button", name="Symbol").click()
    await expect(rows).to_have_text(["AAPL", "MSFT"])
    await page.get_by_role("button", name="View").click()
    await page.get_by_label("Open", exact=True).check()
    await page.get_by_role("button", name="Apply").click()
    await page.get_by_role("columnheader", name="Open").wait_for()
    await page.get_by_role("button", name="View").click()
    await page.get_by_text("Import", exact=True).first.click()
    await page.get_by_label("Symbols, or an export").fill("SPY\nNOPE")
    await page.get_by_role("button", name="Import").click()
    await page.get_by_text("1 added. Not found: NOPE").wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
async def test_open_menus_stand_in_nobody_s_way(visits: Visits, width: int, dark: bool) -> None:
    visitor = await watching(await visits(width=width, dark=dark), "AAPL", "MSFT")
    for name in ("View", "Menu of MSFT"):
        await visitor.page.get_by_role("button", name=name).click()
        assert await visitor.obstacles() == []
        assert await visitor.sideways() == 0
        await visitor.page.keyboard.press("Escape")
