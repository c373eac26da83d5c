"""Visitors without a browser: they come, pick, watch, change lists, look at pages, follow likely ranges, and go."""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Sequence

import httpx
import websockets

# How long one stays; seconds.
SHORTEST, LONGEST = 5.0, 60.0
# Of ten visitors so many take a ticker's page, and so many the board; all have a list.
TICKER, BOARD = 4, 2


class Churn:
    """`counted` says how often each thing was done, or went wrong."""

    def __init__(self, port: int, symbols: Sequence[str], visitors: int, seed: int) -> None:
        self._host, self._symbols, self._visitors = f"127.0.0.1:{port}", list(symbols), visitors
        self._chance = random.Random(seed)  # noqa: S311 - the same visitors each time
        self.counted: Counter[str] = Counter()
        self.open = 0

    async def until(self, end: float) -> None:
        """Keep so many visitors coming and going until that moment of the steady clock; then nobody is left."""
        await asyncio.gather(*(self._seat(end, number) for number in range(self._visitors)))

    async def _seat(self, end: float, number: int) -> None:
        """One visitor after the other."""
        await asyncio.sleep(number * 0.2)
        while time.monotonic() < end:
            try:
                await self._visit(min(end, time.monotonic() + self._chance.uniform(SHORTEST, LONGEST)))
            except (httpx.HTTPError, OSError, websockets.WebSocketException, TimeoutError) as error:
                self.counted[f"went wrong: {type(error).__name__}"] += 1
                await asyncio.sleep(1)

    async def _visit(self, until: float) -> None:
        kind = self._chance.randrange(10)
        async with httpx.AsyncClient(base_url=f"http://{self._host}", timeout=20, follow_redirects=True) as browser:
            if kind < TICKER:
                await self._at_a_ticker(browser, until)
            elif kind < TICKER + BOARD:
                await self._at_the_board(browser, until)
            else:
                await self._at_a_list(browser, until)
        self.counted["visits"] += 1

    async def _at_a_list(self, browser: httpx.AsyncClient, until: float) -> None:
        page = await self._get(browser, "/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        mine = self._chance.sample(self._symbols, self._chance.randint(1, 10))
        if token:
            form = {"symbol": mine, "csrfmiddlewaretoken": token[1]}
            headers = {"Accept": "application/json"}
            picked = await browser.post("/watchlist/add/", data=form, headers=headers)
            self.counted[f"pick {picked.status_code}"] += 1
        async with self._socket("/ws/live/", browser) as socket:
            while time.monotonic() < until:
                await self._listen(socket, min(until, time.monotonic() + self._chance.uniform(2, 15)))
                mine = self._chance.sample(self._symbols, self._chance.randint(1, 10))
                await socket.send(json.dumps({"type": "watch", "symbols": mine}))
                hidden = self._chance.random() < 0.3
                await socket.send(json.dumps({"type": "visible", "visible": not hidden, "keep": mine[:1]}))
                self.counted["changes of a list"] += 1

    async def _at_a_ticker(self, browser: httpx.AsyncClient, until: float) -> None:
        symbol = self._chance.choice(self._symbols)
        await self._get(browser, f"/stocks/{symbol}/")
        async with (
            self._socket(f"/ws/live/?symbols={symbol}", browser) as prices,
            self._socket("/ws/stock_predictions/", browser) as ranges,
        ):
            await ranges.send(json.dumps({"stock_symbol": symbol}))
            for span in ("day", "month", "year", "all"):
                await self._get(browser, f"/stocks/{symbol}/history.json?range={span}")
                await self._listen(prices, min(until, time.monotonic() + 3))
            await self._listen(ranges, until)

    async def _at_the_board(self, browser: httpx.AsyncClient, until: float) -> None:
        while time.monotonic() < until:
            await self._get(browser, f"/market-cap/?page={self._chance.randint(1, 5)}")
            await self._get(browser, f"/search/?q={self._chance.choice(self._symbols)[:2]}")
            await self._get(browser, f"/api/quotes/?symbols={','.join(self._chance.sample(self._symbols, 5))}")
            await asyncio.sleep(5)

    async def _get(self, browser: httpx.AsyncClient, path: str) -> str:
        answer = await browser.get(path)
        self.counted[f"{path.split('?')[0].split('/')[1] or 'the list'} {answer.status_code}"] += 1
        return answer.text

    def _socket(self, path: str, browser: httpx.AsyncClient) -> websockets.connect:
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self.counted["sockets"] += 1
        return websockets.connect(
            f"ws://{self._host}{path}",
            additional_headers={"Cookie": cookies} if cookies else {},
            open_timeout=20,
            close_timeout=2,
            ping_interval=None,
        )

    async def _listen(self, socket: websockets.ClientConnection, until: float) -> None:
        self.open += 1
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                while True:
                    await socket.recv()
                    self.counted["messages"] += 1
        except TimeoutError:
            return
        finally:
            self.open -= 1
