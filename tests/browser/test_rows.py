"""A row of the list: where its parts stand, and what a burst of prices writes of it."""

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = ("AAPL", "MSFT", "SPY")
# The parts of each row that are seen, and the box that their text or their picture takes.
BOXES = """() => [...document.querySelectorAll("tbody tr")].map((row) => {
  const boxes = {};
  for (const part of [".symbol", ".closes svg", "td.price", "td.percent", ".name", "td.age", ".row-menu svg"]) {
    const range = document.createRange();
    const element = row.querySelector(part);
    if (element instanceof SVGElement) range.selectNode(element);
    else range.selectNodeContents(element);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    const frame = element.getBoundingClientRect();
    boxes[part] = { left, right: Math.min(right, frame.right), top, bottom };
  }
  return boxes;
})"""


def overlaps(one: dict[str, float], other: dict[str, float]) -> bool:
    beside = one["right"] <= other["left"] + 0.5 or other["right"] <= one["left"] + 0.5
    return not beside and one["top"] < other["bottom"] - 0.5 and other["top"] < one["bottom"] - 0.5


@pytest.mark.parametrize("width", [360, 320])
async def test_on_a_phone_each_part_of_a_row_has_a_place_of_its_own(visits: Visits, width: int) -> None:
    phone = await visits(width=width, has_touch=True, is_mobile=True)
    await phone.pick(*NAMES)
    await phone.open_with("/", "table.quotes:not(:has([data-late]))")
    await phone.sees_live_prices()
    rows: list[dict[str, Any]] = await phone.page.evaluate(BOXES)
    assert len(rows) == len(NAMES)
    for boxes in rows:
        parts = list(boxes)
        pairs = [(one, other) for place, one in enumerate(parts) for other in parts[place + 1 :]]
        assert [pair for pair in pairs if overlaps(boxes[pair[0]], boxes[pair[1]])] == []
        line = boxes[".closes svg"]
        assert boxes[".symbol"]["right"] <= line["left"] < line["right"] <= boxes["td.price"]["left"]
        assert line["right"] - line["left"] >= 20
    assert await phone.sideways() == 0


async def test_on_a_phone_a_line_of_the_board_is_as_wide_as_the_page(visits: Visits) -> None:
    """A cell without a place of its own would make a column more, and take the room of names and ages."""
    phone = await visits(width=360, has_touch=True, is_mobile=True)
    await phone.open_with("/market-cap/", "tbody tr .closes svg")
    places = "(row) => getComputedStyle(row).gridTemplateColumns.split(' ').length"
    assert set(await phone.page.locator("tbody tr").evaluate_all(f"(rows) => rows.map({places})")) == {4}
    ends = "(row) => row.getBoundingClientRect().right - row.querySelector('.market_cap').getBoundingClientRect().right"
    assert await phone.page.locator("tbody tr").first.evaluate(ends) <= 1


@pytest.mark.parametrize("width", [768, 960, 1024, 1060, 1200, 1440])
async def test_the_usual_columns_fit_whatever_the_window(visits: Visits, width: int) -> None:
    """Symbol and menu stay where they are only when columns were chosen."""
    visitor = await visits(width=width)
    await visitor.pick(*NAMES)
    await visitor.open()
    beyond = "(scroll) => scroll.scrollWidth - scroll.clientWidth"
    assert await visitor.page.locator(".quotes-scroll").evaluate(beyond) <= 0
    assert await visitor.sideways() <= 0


async def alone_with(visitor: Visitor) -> tuple[WebSocketRoute, dict[str, Any]]:
    """The page of a list of AAPL after its snapshot, and its socket, on which from now on the test alone speaks."""
    await visitor.pick("AAPL")
    await visitor.open()
    await visitor.sees_live_prices()
    sockets: list[WebSocketRoute] = []
    heard: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def opens(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        sockets.append(socket)

        def passes(message: str | bytes) -> None:
            if heard.done():
                return
            socket.send(message)
            told = json.loads(message)
            if told["type"] == "snapshot" and told["quotes"][0]["price"]:
                heard.set_result(told)

        server.on_message(passes)

    await visitor.page.route_web_socket("**/ws/live/**", opens)
    await visitor.open()
    return sockets[-1], await heard


def message(snapshot: dict[str, Any], n: int, **values: Any) -> str:
    """The update after the snapshot of this number."""
    quote = {**snapshot["quotes"][0], **values}
    return json.dumps({"type": "quotes", "seq": snapshot["seq"] + n, "now": snapshot["now"], "quotes": [quote]})


async def test_a_burst_of_prices_leaves_every_cell_at_the_last(visits: Visits) -> None:
    """What nobody reads ten times a second is written twice a second at most, and then as it is."""
    visitor = await visits()
    socket, snapshot = await alone_with(visitor)
    for n in range(1, 21):
        socket.send(message(snapshot, n, price=1000 + n, volume=n * 1_000_000))
    row = visitor.page.locator("[data-symbol=AAPL]")
    await row.locator("[data-field=price]", has_text="1,020.00").wait_for()
    await row.locator("[data-field=volume]", has_text="20.0M").wait_for()


async def test_a_first_price_comes_with_all_that_belongs_to_it(visits: Visits) -> None:
    visitor = await visits()
    socket, snapshot = await alone_with(visitor)
    row = visitor.page.locator("[data-symbol=AAPL]")
    socket.send(message(snapshot, 1, price=None, volume=None, state="waiting"))
    await row.locator("[data-field=price]", has_text="–").wait_for()
    socket.send(message(snapshot, 2, price=1001, volume=7_000_000))
    beside = """() => {
      const text = (field) => document.querySelector(`[data-symbol=AAPL] [data-field=${field}]`).textContent.trim();
      return text("price") === "1,001.00" && text("volume");
    }"""
    volume = await visitor.page.wait_for_function(beside)
    assert await volume.json_value() == "7.00M"
