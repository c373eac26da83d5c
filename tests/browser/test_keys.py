"""The list for who uses no pointer and for who listens: single keys, and calm words."""

import pytest

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOCUSED = "document.activeElement.innerText.trim()"
HELP = "document.querySelector('#keys-help').matches(':popover-open')"
# Links in a sentence are as high as its line; everything else is 24 px at least.
SMALL = """[...document.querySelectorAll("a, button, summary, input, select")].filter((each) => {
  const { width, height } = each.getBoundingClientRect();
  const label = each.closest("label")?.getBoundingClientRect();
  const alone = each.parentElement.textContent.trim() === each.textContent.trim();
  const sentence = each.matches("p a, li a, span a") && !alone;
  const shown = each.checkVisibility() && width > 1 && !each.closest(".visually-hidden-focusable");
  return shown && !sentence && (Math.max(width, label?.width ?? 0) < 24 || Math.max(height, label?.height ?? 0) < 24);
}).map((each) => each.outerHTML.slice(0, 120))"""


async def watching(visitor: Visitor, *symbols: str) -> Visitor:
    await visitor.pick(*symbols)
    await visitor.open()
    await visitor.sees_live_prices()
    await visitor.page.evaluate("document.activeElement.blur()")
    return visitor


async def rows(visitor: Visitor, symbols: str) -> None:
    """Returns once the list holds these."""
    script = (
        "(text) => [...document.querySelectorAll('tr[data-symbol]')].map((r) => r.dataset.symbol).join(' ') === text"
    )
    await visitor.page.wait_for_function(script, arg=symbols)


async def test_rows_are_walked_removed_brought_back_and_opened_by_keys(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT", "SPY")).page
    for key, symbol in (("j", "AAPL"), ("j", "MSFT"), ("j", "SPY"), ("j", "SPY"), ("k", "MSFT")):
        await page.keyboard.press(key)
        assert await page.evaluate(FOCUSED) == symbol
    await visitor.sees_change()
    assert await page.evaluate(FOCUSED) == "MSFT"
    await page.keyboard.press("x")
    await rows(visitor, "AAPL SPY")
    assert await page.evaluate(FOCUSED) == "SPY"
    await page.keyboard.press("u")
    await rows(visitor, "AAPL MSFT SPY")
    assert await page.evaluate(FOCUSED) == "SPY"
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/stocks/SPY/")


async def test_help_opens_and_closes_and_gives_the_focus_back(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT")).page
    await page.keyboard.press("j")
    await page.keyboard.press("?")
    assert await page.evaluate(HELP)
    assert await page.evaluate(FOCUSED) == "Close"
    assert await visitor.obstacles() == []
    await page.keyboard.press("j")
    assert await page.evaluate(FOCUSED) == "Close"
    await page.keyboard.press("Escape")
    assert not await page.evaluate(HELP)
    assert await page.evaluate(FOCUSED) == "AAPL"


async def test_keys_are_letters_where_somebody_types_and_nothing_with_another_key_held(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT")).page
    await page.keyboard.press("/")
    await page.keyboard.type("xjk?/")
    assert await page.locator("#search").input_value() == "xjk?/"
    await page.locator("#search").fill("")
    await page.evaluate("document.activeElement.blur()")
    for key in ("Control+j", "Alt+j", "Meta+j"):
        await page.keyboard.press(key)
    assert await page.evaluate("document.activeElement === document.body")
    await rows(visitor, "AAPL MSFT")


async def test_keys_can_be_switched_off_and_stay_off(visitor: Visitor) -> None:
    page = (await watching(visitor, "AAPL", "MSFT")).page
    await page.get_by_role("button", name="View").click()
    await page.get_by_label("Single keys are shortcuts").uncheck()
    await page.locator("html[data-keys=off]").wait_for()
    await page.reload()
    await visitor.sees_live_prices()
    await page.evaluate("document.activeElement.blur()")
    for key in ("j", "x", "?", "/"):
        await page.keyboard.press(key)
    assert await page.evaluate("document.activeElement === document.body")
    assert not await page.evaluate(HELP)


async def test_who_listens_is_told_of_the_list_calmly(visits: Visits) -> None:
    visitor = await visits()
    await visitor.page.clock.install()
    await visitor.pick("AAPL", "MSFT")
    await visitor.open()
    await visitor.sees_prices()
    # Every sentence from now on.
    await visitor.page.evaluate("""() => {
      window.said = [];
      const note = (changes) => changes.forEach(({ target }) => {
        const region = (target.closest ? target : target.parentElement).closest("[role=status], [role=alert]");
        if (region?.matches("[data-summary]")) window.said.push(region.textContent);
      });
      new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true });
    }""")
    began = await visitor.page.evaluate("performance.now()")
    await visitor.page.clock.run_for(61_000)
    said = await visitor.page.evaluate("said")
    minutes = (await visitor.page.evaluate("performance.now()") - began) / 60_000  # its own time goes on meanwhile
    assert 1 <= len(said) <= 2 * minutes + 1
    assert " up" in said[0] or " down" in said[0] or "unchanged" in said[0]


async def test_a_lost_connection_is_told_once_and_not_each_second(visits: Visits) -> None:
    visitor = await visits()
    await visitor.page.route_web_socket("**/ws/live/**", lambda socket: socket.close())
    await visitor.pick("AAPL")
    await visitor.open()
    connection = visitor.page.locator("[data-connection]")
    spoken = visitor.page.locator("[data-connection-spoken]")
    await visitor.page.locator("[data-connection][data-state=away]").wait_for()
    told = await spoken.inner_text()
    before = await connection.inner_text()
    await visitor.page.wait_for_function(
        "(before) => document.querySelector('[data-connection]').textContent !== before", arg=before
    )
    assert await spoken.inner_text() == told


@pytest.mark.parametrize("path", ["/", "/market-cap/", "/stocks/AAPL/", "/status/", "/l/AAPL/"])
async def test_whatever_is_pressed_is_large_enough(visitor: Visitor, path: str) -> None:
    await visitor.pick("AAPL", "MSFT")
    await visitor.open(path)
    assert await visitor.page.evaluate(SMALL) == []
