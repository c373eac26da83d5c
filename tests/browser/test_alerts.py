"""Alerts as their visitor meets them: in the page, in the title, as a notification, in other tabs and hidden ones."""

import json
from datetime import datetime

import pytest
from playwright.async_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

# In place of the browser's own notifications, which no test can see: how often it was asked, and what was shown.
NOTIFICATIONS = """
window.asked = 0;
window.shown = [];
window.tagged = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() {
    window.asked += 1;
    return (Notification.permission = "ANSWER");
  }
  constructor(title, { body, tag }) {
    window.shown.push(`${title}: ${body}`);
    window.tagged.push([tag, title]);
  }
};
"""
# What the page says on its socket, oldest first, and a tab that can be told to be hidden.
OVERHEARD = """
window.said = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  window.said.push(JSON.parse(text));
  return send.call(this, text);
};
window.hide = () => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};
"""
DENIED = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
"""
# A percentage that simulated prices move by within moments, again and again.
MOMENTS = "0.0001"


async def prepare(context: BrowserContext, answer: str = "granted") -> None:
    await context.add_init_script(NOTIFICATIONS.replace("ANSWER", answer) + OVERHEARD)


class Rising:
    """Prices that rise by the second, the same in every tab, until they are held: one that goes back and forth fires in
    the same words again."""

    held = False
    _last = 100.0

    def __call__(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def passes(text: str | bytes) -> None:
            message = json.loads(text)
            for quote in message.get("quotes", ()):
                if quote["price"] is not None:
                    if not self.held:
                        self._last = 100 + datetime.fromisoformat(quote["fetched_at"]).timestamp() % 1e5
                    quote["price"] = self._last
            socket.send(json.dumps(message))

        server.on_message(passes)


async def watching(visitor: Visitor, *symbols: str) -> Page:
    await visitor.pick(*symbols)
    await visitor.open()
    await visitor.sees_live_prices()
    return visitor.page


async def dialog_of(page: Page, symbol: str) -> Locator:
    await page.get_by_role("button", name=f"Menu of {symbol}").click()
    await page.locator(f"#menu-{symbol}").get_by_role("button", name="Alert me…").click()
    return page.get_by_role("dialog", name=f"Alert me about {symbol}")


async def set_alert(page: Page, symbol: str, kind: str, value: str, *, notify: bool = False) -> None:
    dialog = await dialog_of(page, symbol)
    await dialog.get_by_role("radio", name=kind).check()
    await dialog.get_by_role("textbox").fill(value)
    if notify:
        await dialog.get_by_role("checkbox").check()
    await dialog.get_by_role("button", name="Set alert").click()
    await page.locator(f"[data-symbol={symbol}][data-alert]").wait_for()


async def test_one_that_fires_is_told_in_the_page_the_title_and_a_notification(visitor: Visitor) -> None:
    await prepare(visitor.page.context)
    page = await watching(visitor, "AAPL", "MSFT")
    assert await page.evaluate("asked") == 0
    await set_alert(page, "AAPL", "Moves", MOMENTS, notify=True)
    await page.get_by_role("region", name="Alerts that fired").get_by_text("simulated").wait_for()
    await page.wait_for_function("() => document.title.startsWith('(1) AAPL ')")
    await page.wait_for_function("() => shown[0]?.startsWith('AAPL ') && shown[0].endsWith('simulated')")
    await page.locator("[data-fired-spoken]", has_text="AAPL").wait_for(state="attached")
    assert await page.evaluate("asked") == 1
    assert await visitor.obstacles() == []
    shifts = await visitor.shifts()
    assert sum(shift["value"] for shift in shifts) < 0.01, shifts


async def test_what_two_tabs_tell_stands_there_once_and_what_is_dismissed_is_gone_in_both(visitor: Visitor) -> None:
    await prepare(visitor.page.context)
    prices = Rising()
    await visitor.page.context.route_web_socket("**/ws/live/**", lambda socket: prices(socket))
    page = await watching(visitor, "AAPL")
    other = await page.context.new_page()
    await other.goto("/stocks/AAPL/")
    await other.locator("[data-connection][data-state=live]").wait_for()
    await set_alert(page, "AAPL", "Moves", MOMENTS, notify=True)
    await other.evaluate("Notification.permission = 'granted'")
    for tab in (page, other):
        await tab.get_by_role("region", name="Alerts that fired").wait_for()
    told: set[tuple[str, str]] = set()
    while len(told) < 3:
        await page.wait_for_timeout(200)
        told = {(tag, words) for tab in (page, other) for tag, words in await tab.evaluate("tagged")}
    # A browser shows one notification of a tag, whichever tab tells it: tabs may see what they share a moment late, and
    # the price may be called old by then.
    assert len({tag for tag, _ in told}) == len({words for _, words in told}) == len(told)
    prices.held = True  # each time that it fires the dialog lists it anew
    dialog = await dialog_of(page, "AAPL")
    await dialog.get_by_role("button", name="Delete AAPL").click()
    await dialog.get_by_role("button", name="Close").click()
    await other.locator(".sheet:not([data-alert])").wait_for()
    await page.get_by_role("button", name="Dismiss AAPL").click()
    await other.get_by_role("region", name="Alerts that fired").wait_for(state="hidden")
    await other.wait_for_function("() => !document.title.startsWith('(')")


async def test_a_hidden_tab_keeps_what_has_an_alert_though_it_was_taken_off_the_list(visitor: Visitor) -> None:
    await prepare(visitor.page.context)
    page = await watching(visitor, "AAPL", "MSFT")
    await set_alert(page, "MSFT", "Above", "99999")
    await page.get_by_role("button", name="Menu of MSFT").click()
    await page.locator("#menu-MSFT").get_by_role("button", name="Remove").click()
    await page.get_by_text("MSFT removed, its alert stays").wait_for()
    await page.wait_for_function("() => said.findLast(({ type }) => type === 'watch').symbols.join() === 'AAPL,MSFT'")
    await page.evaluate("hide()")
    said = await page.evaluate("said.findLast(({ type }) => type === 'visible')")
    assert said["visible"] is False
    assert "MSFT" in said["keep"]


async def test_it_is_set_changed_and_deleted_by_keyboard(visitor: Visitor) -> None:
    page = await watching(visitor, "AAPL", "MSFT")
    menu = page.get_by_role("button", name="Menu of AAPL")
    await menu.press("Enter")
    await page.locator("#menu-AAPL :focus").wait_for()  # or the menu takes it from what is pressed next
    await page.locator("#menu-AAPL").get_by_role("button", name="Alert me…").press("Enter")
    dialog = page.get_by_role("dialog")
    price, below = dialog.get_by_role("textbox", name="Price"), dialog.get_by_role("radio", name="Below")
    await price.press("Enter")
    await dialog.get_by_role("alert").get_by_text("Type a price").wait_for()
    # Until it is chosen by hand the price itself says whether to wait for it from above or from below.
    await page.keyboard.type("0.01")
    assert await below.is_checked()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("98,765.4")
    assert not await below.is_checked()
    await below.press("Space")
    await price.press("Enter")
    await dialog.get_by_text("It is below that already").wait_for()
    await dialog.get_by_role("radio", name="Above").press("Space")
    await price.press("Enter")
    await dialog.wait_for(state="hidden")
    await expect(menu).to_be_focused()

    await page.get_by_role("button", name="View").press("Enter")
    await page.locator(":popover-open :focus").wait_for()
    await page.get_by_role("button", name="Alerts", exact=True).press("Enter")
    await dialog.get_by_text("AAPL above 98,765.40", exact=True).wait_for()
    await dialog.get_by_role("button", name="Change AAPL").press("Enter")
    await page.keyboard.type("99000")
    await page.keyboard.press("Enter")
    await dialog.get_by_text("AAPL above 99,000.00", exact=True).wait_for()
    assert await visitor.obstacles() == []
    await dialog.get_by_role("button", name="Delete AAPL").press("Enter")
    await page.locator("tr[data-symbol=AAPL]:not([data-alert])").wait_for(state="attached")
    await page.keyboard.press("Escape")
    await dialog.wait_for(state="hidden")


async def test_a_press_counts_though_an_alert_fires_before_the_button_is_let_go(visitor: Visitor) -> None:
    page = await watching(visitor, "AAPL", "MSFT")
    await set_alert(page, "MSFT", "Moves", MOMENTS)
    dialog = await dialog_of(page, "AAPL")
    await dialog.get_by_role("button", name="Delete MSFT").hover()
    kept = await page.evaluate("({ ...localStorage })")
    await page.mouse.down()
    await page.wait_for_function("(kept) => Object.keys(kept).some((key) => localStorage[key] !== kept[key])", arg=kept)
    await page.mouse.up()
    await page.locator("tr[data-symbol=MSFT]:not([data-alert])").wait_for(state="attached")


async def test_focus_stays_on_one_that_fired_when_it_and_others_fire_again(visitor: Visitor) -> None:
    page = await watching(visitor, "AAPL", "MSFT")
    for symbol in ("MSFT", "AAPL"):
        await set_alert(page, symbol, "Moves", MOMENTS)
    await page.get_by_role("button", name="Dismiss AAPL").wait_for()
    dismiss = page.get_by_role("button", name="Dismiss MSFT")
    await dismiss.focus()
    told = "[...document.querySelectorAll('[data-fired] li')].map((item) => item.textContent)"
    first = await page.evaluate(told)
    await page.wait_for_function(f"(first) => {told}.every((words) => !first.includes(words))", arg=first)
    await expect(dismiss).to_be_focused()
    assert await page.locator("[data-fired] li").count() == 2


async def test_refused_notifications_and_storage_are_said_and_the_alert_works(visits: Visits) -> None:
    visitor = await visits(width=360, dark=True, has_touch=True)
    await prepare(visitor.page.context, answer="denied")
    await visitor.page.context.add_init_script(DENIED)
    page = await watching(visitor, "AAPL")
    dialog = await dialog_of(page, "AAPL")
    await dialog.get_by_text("alerts last until the tab is closed").wait_for()
    await dialog.get_by_role("radio", name="Moves").check()
    await dialog.get_by_role("textbox", name="Percent").fill(MOMENTS)
    await dialog.get_by_role("checkbox").check()
    await dialog.get_by_role("button", name="Set alert").click()
    await dialog.get_by_text("Notifications are blocked").wait_for()
    assert await visitor.obstacles() == []
    assert await visitor.sideways() == 0
    await dialog.get_by_role("button", name="Close").click()
    await page.get_by_role("region", name="Alerts that fired").wait_for()
    assert await page.evaluate("shown") == []


async def test_without_scripts_nothing_offers_an_alert(visits: Visits) -> None:
    visitor = await visits(scripts=False)
    await visitor.pick("AAPL")
    for path in ("/", "/stocks/AAPL/"):
        await visitor.open(path)
        assert await visitor.page.get_by_text("Alert").locator("visible=true").count() == 0
    await visitor.open()
    await visitor.page.get_by_role("button", name="Menu of AAPL").click()
    await visitor.page.locator("#menu-AAPL").get_by_role("link", name="Details").wait_for()
    assert await visitor.page.get_by_text("Alert me").locator("visible=true").count() == 0
