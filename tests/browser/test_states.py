"""Each state in which a page may stand besides the ordinary one: provoked, told in words, and made for everybody."""

import asyncio
import re

import pytest
from playwright.async_api import Page, WebSocketRoute

from tests.browser.conftest import Visits
from tests.browser.looks import assert_well_made
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIVE = re.compile(r"/ws/live/")
# Browsers that keep nothing for a site throw as soon as a page touches what they keep.
DENIED = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
"""


class Line:
    """The way between a page and its server's socket: open, or each attempt hangs or fails."""

    def __init__(self) -> None:
        self.state = "open"
        self._sockets: list[WebSocketRoute] = []
        self._over = asyncio.Event()

    async def lay(self, page: Page) -> None:
        await page.route_web_socket(LIVE, self._opens)

    async def break_off(self, code: int, reason: str = "") -> None:
        """The server closes what is open with this code."""
        for socket in self._sockets:
            await socket.close(code=code, reason=reason)
        self._sockets.clear()

    def end(self) -> None:
        self._over.set()

    async def _opens(self, socket: WebSocketRoute) -> None:
        if self.state == "hangs":
            await self._over.wait()
        if self.state == "fails":
            await socket.close(code=1011, reason="")
        elif self.state == "open":
            socket.connect_to_server()
            self._sockets.append(socket)


async def says(visitor: Visitor, words: str | re.Pattern[str]) -> None:
    """Returns once the connection is told in these words."""
    await visitor.page.locator("[data-connection]", has_text=words).wait_for()


async def watching(visitor: Visitor, line: Line, path: str = "/") -> Visitor:
    """A page with live prices over this line."""
    await line.lay(visitor.page)
    await visitor.pick("AAPL", "MSFT")
    await visitor.open(path)
    await visitor.sees_live_prices()
    return visitor


@pytest.mark.parametrize("path", ["/", "/stocks/AAPL/", "/wall/"])
async def test_while_it_connects_a_page_says_so_and_shows_what_is_known(visits: Visits, path: str) -> None:
    known = await visits()
    await known.pick("AAPL")
    await known.open()
    await known.sees_live_prices()

    visitor, line = await visits(), Line()
    line.state = "hangs"
    await line.lay(visitor.page)
    await visitor.pick("AAPL")
    await visitor.open(path)
    await says(visitor, "Connecting…")
    assert float((await visitor.shown())["AAPL"].replace(",", "")) > 0
    await assert_well_made(visitor)
    line.end()


@pytest.mark.parametrize("path", ["/", "/wall/"])
async def test_a_server_that_restarts_is_told_as_that_and_then_as_attempts(visitor: Visitor, path: str) -> None:
    line = Line()
    await watching(visitor, line, path)
    line.state = "hangs"  # or the first attempt, half a second later at most, has failed before anybody looks
    await line.break_off(4200, "the server restarts")
    await says(visitor, "Server is restarting…")
    line.state = "fails"
    line.end()
    await says(visitor, re.compile(r"Reconnecting in \d+ s \(attempt \d+\)"))
    # What a screen reader hears does not count down.
    spoken = visitor.page.locator("[data-connection-spoken]")
    heard = await spoken.inner_text()
    await visitor.sees_change("freshness")
    assert await spoken.inner_text() == heard
    await assert_well_made(visitor)
    line.state = "open"
    await visitor.sees_live_prices()


async def test_a_socket_that_is_refused_for_good_is_told_with_its_reason(visitor: Visitor) -> None:
    line = Line()
    await watching(visitor, line)
    await line.break_off(4008, "Too many messages. Reload the page to try again.")
    await says(visitor, "Too many messages. Reload the page to try again.")
    await assert_well_made(visitor)


async def test_a_browser_that_keeps_nothing_shows_prices_and_says_that_alerts_do_not_last(visitor: Visitor) -> None:
    await visitor.page.context.add_init_script(DENIED)
    await visitor.pick("AAPL", "MSFT")
    await visitor.open()
    await visitor.sees_live_prices()
    await visitor.sees_change()
    await visitor.page.get_by_role("button", name="Menu of AAPL").click()
    await visitor.page.get_by_role("button", name="Alert me…").click()
    await visitor.page.get_by_text("This browser keeps nothing for this site").wait_for()
    await assert_well_made(visitor)


async def test_without_cookies_a_change_is_refused_in_words_and_the_page_still_works(visitor: Visitor) -> None:
    """No list can be kept; a list in the address can."""
    visitor.expects("403")
    await visitor.open()
    await visitor.page.context.clear_cookies()  # as one that was never taken
    await visitor.page.get_by_role("button", name="Largest companies").click()
    await visitor.page.get_by_role("alert").filter(has_text="the browser keeps no cookies").wait_for()
    await assert_well_made(visitor)
    await visitor.open("/l/AAPL,MSFT/")
    await visitor.sees_live_prices()


async def test_a_search_without_finds_and_one_without_an_answer_say_so(visitor: Visitor) -> None:
    visitor.expects("ERR_FAILED")
    await visitor.pick("AAPL")
    await visitor.open()
    field = visitor.page.get_by_role("combobox")
    await field.fill("zzzzzzzz")
    await visitor.page.get_by_text("Nothing found for “zzzzzzzz”").wait_for()
    await assert_well_made(visitor)
    await visitor.page.route("**/search/**", lambda route: route.abort())
    await field.fill("apple")
    await visitor.page.get_by_text("The search does not answer.").wait_for()
    await assert_well_made(visitor)


async def test_an_unknown_symbol_is_refused_with_what_may_have_been_meant(visits: Visits) -> None:
    visitor = await visits(scripts=False)
    visitor.expects("400 (Bad Request)")
    await visitor.open()
    # As a form of another page may send it.
    await visitor.page.locator("input[name=symbol]").first.evaluate("(field) => (field.value = 'APPL')")
    await visitor.page.get_by_role("button", name="Largest companies").click()
    await visitor.page.get_by_role("heading", name="There is no ticker APPL to watch").wait_for()
    await visitor.page.get_by_role("button", name="Add").first.wait_for()
    assert await visitor.sideways() == 0


async def test_a_list_that_the_server_cannot_be_told_of_is_left_as_it_was(visitor: Visitor) -> None:
    visitor.expects("ERR_FAILED")
    await visitor.pick("AAPL", "MSFT")
    await visitor.open()
    await visitor.page.route("**/watchlist/**", lambda route: route.abort())
    await visitor.page.get_by_role("button", name="Menu of MSFT").click()
    await visitor.page.locator("#menu-MSFT").get_by_role("button", name="Remove").click()
    await visitor.page.get_by_role("alert").filter(has_text="The server cannot be reached").wait_for()
    assert set(await visitor.shown()) == {"AAPL", "MSFT"}
    await assert_well_made(visitor)
