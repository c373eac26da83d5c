"""What is read at a glance: walls, frames, the title, colours, and the flash of a change."""

import re
from contextlib import suppress

import pytest
from playwright.async_api import Error, expect

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

LARGEST = (
    "AAPL,MSFT,NVDA,AMZN,GOOGL,GOOG,META,TSLA,BRK-B,AVGO,JPM,LLY,V,XOM,UNH,MA,COST,WMT,PG,HD,JNJ,NFLX,ORCL,BAC,ABBV"
)
MORE = "CRM,KO,CVX,MRK,AMD,PEP,TMO,ADBE,LIN,ACN,MCD,CSCO,ABT,WFC,GE,IBM,QCOM,TXN,DIS,INTU,VZ,CAT,AMGN,SPY,PFE"
FIFTY = f"{LARGEST},{MORE}".split(",")
# What is cut off, and the smallest letters: of symbols and prices, and of all.
TILES = """(() => {
  const faces = [...document.querySelectorAll(".tile-face")];
  const letters = (element) => parseFloat(getComputedStyle(element).fontSize);
  const size = (part) => Math.min(...faces.map((face) => letters(face.querySelector(part))));
  const cut = (face) => face.scrollHeight > face.clientHeight + 1 || face.scrollWidth > face.clientWidth + 1;
  return {
    tiles: faces.length,
    cut: faces.filter(cut).length,
    below: document.documentElement.scrollHeight - innerHeight,
    price: size(".price"), symbol: size(".symbol"), change: size(".percent"), name: size(".name"), age: size(".age"),
  };
})()"""


@pytest.mark.parametrize(("width", "height", "least"), [(1920, 1080, 28), (1366, 768, 20)])
async def test_a_wall_fills_the_screen_with_one_to_fifty_tickers(
    visits: Visits, width: int, height: int, least: float
) -> None:
    visitor = await visits(width=width, height=height, dark=True)
    larger = 1e9
    for count in (1, 4, 12, 25, 41, 50):
        await visitor.open(f"/l/{','.join(FIFTY[:count])}/?wall")
        found = await visitor.page.evaluate(TILES)
        assert (found["tiles"], found["cut"], found["below"]) == (count, 0, 0)
        assert larger >= found["price"] == found["symbol"] >= least
        assert min(found["change"], found["name"], found["age"]) >= 0.6 * found["price"]
        larger = found["price"]


async def test_a_wall_moves_and_has_nothing_to_press(visits: Visits) -> None:
    visitor = await visits(width=1920, height=1080)
    await visitor.pick("AAPL", "MSFT")
    await visitor.open("/wall/")
    await visitor.sees_live_prices()
    await visitor.sees_change()
    assert await visitor.page.locator("a, button, input").count() == 0
    assert sum(shift["value"] for shift in await visitor.shifts()) < 0.01


async def test_a_wall_follows_its_list_and_its_server_s_code_by_itself(visits: Visits) -> None:
    visitor = await visits()
    await visitor.page.clock.install()
    await visitor.pick("AAPL")
    await visitor.open("/wall/")
    await visitor.page.evaluate("window.before = true")
    await visitor.pick("MSFT")
    with suppress(Error):  # on a slow machine it has loaded itself anew before so long is over
        await visitor.page.clock.run_for(70_000)
    await visitor.page.locator(".tile[data-symbol=MSFT]").wait_for()
    assert not await visitor.page.evaluate("window.before")


async def test_the_title_follows_the_first_ticker(visitor: Visitor) -> None:
    await visitor.pick("AAPL", "MSFT")
    await visitor.open()
    await visitor.sees_live_prices()
    await expect(visitor.page).to_have_title(re.compile(r"^AAPL [\d,.]+( [▲▼])? [\d.]+% · Watch list · Stocker$"))
    before = await visitor.page.title()
    await visitor.page.wait_for_function("(before) => document.title !== before", arg=before)
    await visitor.page.get_by_role("button", name="Menu of AAPL").click()
    await visitor.page.get_by_role("button", name="Remove").click()
    await visitor.page.wait_for_function("() => document.title.startsWith('MSFT ')")


async def test_colours_are_chosen_without_a_reload_and_with_scripts_off(visits: Visits) -> None:
    visitor = await visits()
    await visitor.pick("AAPL")
    await visitor.open()
    up = "getComputedStyle(document.documentElement).getPropertyValue('--up')"
    usual = await visitor.page.evaluate(up)
    await visitor.page.get_by_role("button", name="View").click()
    await visitor.page.get_by_label("Red up, green down").check()
    await visitor.page.locator("html[data-colours=east]").wait_for()
    assert await visitor.page.evaluate(up) != usual

    plain = await visits(scripts=False)
    await plain.pick("AAPL")
    await plain.open()
    await plain.page.get_by_role("button", name="View").click()
    await plain.page.get_by_label("Blue up, orange down").check()
    await plain.page.get_by_role("button", name="Apply").click()
    await plain.page.locator("html[data-colours=safe]").wait_for()
    await plain.open("/stocks/AAPL/")
    await plain.page.locator("html[data-colours=safe]").wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("colours", ["safe", "east"])
async def test_all_colours_can_be_read(visits: Visits, colours: str, dark: bool) -> None:
    visitor = await visits(dark=dark)
    await visitor.pick("AAPL", "MSFT", "SPY", "KO")
    await visitor.open()
    await visitor.page.evaluate("(colours) => document.documentElement.dataset.colours = colours", colours)
    await visitor.sees_live_prices()
    assert await visitor.obstacles() == []


async def test_a_change_flashes_for_a_moment_and_not_for_who_wants_no_motion(visits: Visits) -> None:
    count = """() => {
      window.flashes = [];
      const began = new Map();
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          if (target.dataset.flash) began.set(target, performance.now());
          else window.flashes.push(performance.now() - began.get(target));
        }
      }).observe(document.querySelector("main"), { subtree: true, attributeFilter: ["data-flash"] });
    }"""
    for motion in ("no-preference", "reduce"):
        visitor = await visits(reduced_motion=motion)
        await visitor.pick("AAPL", "MSFT")
        await visitor.open()
        await visitor.sees_live_prices()
        await visitor.page.evaluate(count)
        if motion == "no-preference":
            # A busy machine may let one stand for longer.
            await visitor.page.wait_for_function("() => flashes.some((lasted) => lasted <= 600)")
        else:
            await visitor.sees_change()
            await visitor.sees_change()
            assert await visitor.page.locator("[data-flash]").count() == 0
