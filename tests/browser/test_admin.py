"""The admin under the content policy: what its pages bring along runs, and nothing of it is refused."""

import json
import re
import time

import pytest

from tests.browser.conftest import Visits
from tests.browser.operator import sign_in
from tests.browser.visitor import Visitor
from tests.flows.product import KEYS, Product

pytestmark = pytest.mark.asyncio(loop_scope="session")

TICKERS, PRICES = "/admin/tickers/ticker/", "/admin/live/price/"
# Each page that an operator reaches by links.
PAGES = (
    "/admin/",
    TICKERS,
    f"{TICKERS}?q=apple",
    f"{TICKERS}add/",
    f"{TICKERS}import/",
    f"{TICKERS}export/",
    "/admin/tickers/readylist/",
    "/admin/tickers/readylist/add/",
    PRICES,
    f"{PRICES}?which=all",
    "/admin/axes/accessattempt/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/group/add/",
    "/admin/password_change/",
    "/admin/no/such/page/",
)
LINES = "symbol,name,exchange,currency\nAAPL,Apple Inc as imported,NASDAQ,USD\nZZYX,<b>New</b>,NYSE,USD\n"


async def test_no_page_of_the_admin_meets_its_content_policy(visits: Visits, running: Product) -> None:
    visitor = await visits()
    visitor.expects("404 (Not Found)")
    await sign_in(visitor, running)
    for path in PAGES:
        answer = await visitor.open(path)
        assert "script-src 'self'" in (await answer.all_headers())["content-security-policy"], path
    page = visitor.page
    await visitor.open(f"{TICKERS}?q=apple")
    for link in ("AAPL", "History"):
        await page.get_by_role("link", name=link, exact=True).click()
    await page.wait_for_url(re.compile("/history/"))
    await page.go_back()
    await page.get_by_role("link", name="Delete").click()
    await page.get_by_role("heading", name="Delete").wait_for()
    assert visitor.problems == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_nothing_stands_in_the_way_of_a_screen_reader_or_weak_eyes(
    visits: Visits, running: Product, dark: bool
) -> None:
    visitor = await visits(dark=dark)
    with running.redis() as redis:
        failed = {"at": time.time(), "failures": 2, "unknown": True, "why": "unknown_symbol"}
        redis.hset(KEYS.asked, "ZM", json.dumps(failed))
    await sign_in(visitor, running)
    for path in (PRICES, f"{PRICES}?which=failing", f"{PRICES}?which=all", f"{TICKERS}?q=apple", "/admin/"):
        await visitor.open(path)
        if "failing" in path:
            await visitor.page.get_by_text("the provider does not know this symbol").wait_for()
        found = await visitor.obstacles()
        assert not found, "\n".join([path, *found])


async def test_the_difference_that_an_import_makes_is_told_in_colours(visits: Visits, running: Product) -> None:
    visitor = await visits()
    await sign_in(visitor, running)
    page = visitor.page
    await visitor.open(f"{TICKERS}import/")
    file = {"name": "t.csv", "mimeType": "text/csv", "buffer": LINES.encode()}
    await page.get_by_label("File to import").set_input_files(file)  # type: ignore[arg-type]
    await page.get_by_role("button", name="Submit").click()
    added = page.locator(".import-preview ins", has_text="as imported")
    await added.wait_for()
    await page.wait_for_load_state()  # with its style sheets
    assert await added.evaluate("(ins) => getComputedStyle(ins).backgroundColor") == "rgb(230, 255, 230)"
    assert await page.locator(".import-preview b").count() == 0


async def test_one_box_ticks_all_fields_of_an_export(visits: Visits, running: Product) -> None:
    visitor = await visits()
    await sign_in(visitor, running)
    await visitor.open(f"{TICKERS}export/")
    boxes = visitor.page.locator(".selectable-field-export-row input[type=checkbox]")
    assert await boxes.count() == 10
    await visitor.page.get_by_label("Select all").uncheck()
    assert [await box.is_checked() for box in await boxes.all()] == [False] * 10
    await visitor.page.get_by_label("Select all").check()
    assert [await box.is_checked() for box in await boxes.all()] == [True] * 10


async def test_what_is_written_into_a_page_is_refused_and_told(visitor: Visitor) -> None:
    await visitor.open("/")
    script = """() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      document.body.setAttribute("style", "color: red");
      return window.ran ?? false;
    }"""
    assert await visitor.page.evaluate(script) is False
    found = [problem for problem in visitor.problems if "Content Security Policy" in problem]
    assert len(found) == 2
    visitor.expects("Content Security Policy")
