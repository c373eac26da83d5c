"""The main job, end to end: a visitor picks tickers, and their prices arrive."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import websockets

from tests.flows.product import PATIENCE, Product
from tests.provider_server import Answer, ProviderServer, Request
from tests.simulator import Simulator


def pick(product: Product, *symbols: str) -> str:
    """What a browser does: read the page, send its CSRF token with the picks. Gives the session's cookie."""
    with httpx.Client(base_url=f"http://{product.address}", timeout=PATIENCE) as browser:
        page = browser.get("/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "symbol": list(symbols)}
        assert browser.post("/watchlist/add/", data=form).status_code == 303
        return browser.cookies["sessionid"]


@asynccontextmanager
async def socket_of(product: Product, cookie: str) -> AsyncIterator[Callable[..., Any]]:
    """The socket that the page opens; gives a function that awaits the next message of a kind."""
    headers = {"Cookie": f"sessionid={cookie}", "Origin": f"http://{product.address}"}
    address = f"ws://{product.address}/ws/live/"
    async with websockets.connect(address, additional_headers=headers, open_timeout=PATIENCE) as socket:

        async def following(kind: str) -> dict[str, Any]:
            async with asyncio.timeout(PATIENCE):
                while True:
                    message: dict[str, Any] = json.loads(await socket.recv())
                    if message["type"] == kind:
                        return message

        yield following


async def test_a_visitor_picks_two_tickers_and_their_prices_keep_arriving(simulator: Simulator) -> None:
    with Product(ALPHAVANTAGE_BASE_URL=simulator.base_url) as product:
        product.workers()
        product.beats()
        product.web()
        cookie = pick(product, "AAPL", "MSFT")
        async with socket_of(product, cookie) as following:
            snapshot = await following("snapshot")
            assert {quote["symbol"] for quote in snapshot["quotes"]} == {"AAPL", "MSFT"}
            updates = [await following("quotes") for _ in range(4)]
        assert [update["seq"] for update in updates[1:]] == [update["seq"] + 1 for update in updates[:-1]]
        assert {quote["state"] for quote in updates[-1]["quotes"]} == {"fresh"}
        assert {quote["source"] for quote in updates[-1]["quotes"]} == {"simulated"}
        assert len({json.dumps([quote["price"] for quote in update["quotes"]]) for update in updates}) > 1
        page = httpx.get(f"http://{product.address}/", cookies={"sessionid": cookie}, timeout=PATIENCE).text
        assert "AAPL" in page
        assert "Traceback" not in product.logs()


async def test_the_same_loop_runs_on_recorded_answers(provider_server: ProviderServer, recorded: Path) -> None:
    quotes = {
        "AAPL": recorded / "GLOBAL_QUOTE" / "json_AAPL_20260306.json",
        "IBM": recorded / "GLOBAL_QUOTE" / "json_IBM_20260112.json",
    }
    refusal = (recorded / "_errors" / "info_burst_1_per_second.json").read_bytes()

    def answer(request: Request) -> Answer:
        if request.query["function"] != "GLOBAL_QUOTE":
            return Answer(b"{}")
        if sum(one.query["function"] == "GLOBAL_QUOTE" for one in provider_server.requests) == 1:
            return Answer(refusal)  # it begins with a refusal, and goes on by itself
        body = json.loads(quotes[request.query["symbol"]].read_bytes())
        return Answer({"Global Quote - DATA DELAYED BY 15 MINUTES": body["Global Quote"]})

    provider_server.answer = answer
    settings = {
        "ALPHAVANTAGE_API_KEY": "NEVERSHOWN123456",
        "ALPHAVANTAGE_PLAN": "75",
        "ALPHAVANTAGE_BASE_URL": provider_server.base_url,
    }
    with Product(**settings) as product:
        product.workers()
        product.beats()
        product.web()
        cookie = pick(product, "AAPL", "IBM")
        prices: dict[str, dict[str, Any]] = {}
        async with socket_of(product, cookie) as following:
            while {symbol for symbol, quote in prices.items() if quote["price"]} != {"AAPL", "IBM"}:
                prices |= {quote["symbol"]: quote for quote in (await following("quotes"))["quotes"]}
        for symbol, file in quotes.items():
            said = json.loads(file.read_bytes())["Global Quote"]
            assert prices[symbol]["price"] == float(said["05. price"])
            assert prices[symbol]["previous_close"] == float(said["08. previous close"])
            assert prices[symbol]["trading_day"] == said["07. latest trading day"]
            assert prices[symbol]["basis"] == "delayed"
        page = httpx.get(f"http://{product.address}/", cookies={"sessionid": cookie}, timeout=PATIENCE).text
        shown = page + product.logs()
        assert "NEVERSHOWN123456" not in shown
        assert all(one.query["apikey"] == "NEVERSHOWN123456" for one in provider_server.requests)
