"""When the provider refuses or breaks: what a viewer's socket is told, what the log says, and that all comes back."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Any

import pytest
import websockets

from tests.flows.product import KEYS, PATIENCE, Product
from tests.simulator import Simulator

SYMBOLS = ("AAPL", "MSFT", "IBM")
# Holds and pauses pass quickly: an hour in 15 s, the least time between two requests for a symbol in half a second.
CLOCK, POLL_SECONDS = "2026-11-20T15:00Z@240", "120"
FAILS, RECOVERS = "live.polling.bulletin: the provider: ", "live.polling.bulletin: the provider answers"

Quotes = dict[str, dict[str, Any]]


class Viewer:
    """A page that is open: its rows and the provider's state, as its socket was told them."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self.quotes: Quotes = {}
        self.provider: dict[str, Any] = {}

    async def sees(self, condition: Callable[["Viewer"], bool]) -> Quotes:
        """Read on until it is so; the rows as they are then."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (self.provider and self.quotes and condition(self)):
                    message = json.loads(await self._socket.recv())
                    if message["type"] in ("snapshot", "quotes"):
                        self.quotes |= {quote["symbol"]: quote for quote in message["quotes"]}
                    elif message["type"] == "status":
                        self.provider = message["provider"]
        except TimeoutError:
            raise AssertionError(f"never so: {self.provider} {self.states()}") from None
        return dict(self.quotes)

    def states(self) -> dict[str, str]:
        return {symbol: quote["state"] for symbol, quote in self.quotes.items()}

    def all(self, state: str) -> bool:
        return set(self.states().values()) == {state}


@asynccontextmanager
async def viewer(product: Product, *symbols: str) -> AsyncIterator[Viewer]:
    address = f"ws://{product.address}/ws/live/?symbols={','.join(symbols)}"
    headers = {"Origin": f"http://{product.address}"}
    # What comes while a test does something else is kept until it is read.
    async with websockets.connect(address, additional_headers=headers, open_timeout=PATIENCE, max_queue=None) as socket:
        yield Viewer(socket)


def start(product: Product) -> None:
    product.workers()
    product.beats()
    product.web()


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Product, Simulator]]:
    """One product and its simulator for every fault: each test clears what it set."""
    settings = {"CLOCK": CLOCK, "POLL_SECONDS": POLL_SECONDS, "ALPHAVANTAGE_BULK": "no"}
    with Product(**settings) as product:
        simulator = Simulator(environment={"CLOCK": CLOCK, "RUN_DIR": str(product.folder)})
        try:
            product.environment["ALPHAVANTAGE_BASE_URL"] = simulator.base_url
            start(product)
            yield product, simulator
        finally:
            simulator.stop()


@pytest.fixture
def faulty(running: tuple[Product, Simulator]) -> Iterator[tuple[Product, Simulator]]:
    yield running
    product, simulator = running
    simulator.clear_faults()
    with product.redis() as redis:
        redis.delete(KEYS.asked)  # nothing is waited for any more, as long as that may be


def told(product: Product) -> Counter[str]:
    """How often the log tells that the provider fails, and that it is back."""
    lines = product.logs()
    return Counter({words: lines.count(words) for words in (FAILS, RECOVERS)})


def newer(now: Quotes, before: Quotes, *symbols: str) -> bool:
    return all(now[symbol]["fetched_at"] > before[symbol]["fetched_at"] for symbol in symbols)


@pytest.mark.parametrize(
    ("fault", "options", "state"),
    [
        ("burst", {}, "burst"),
        ("outage", {}, "unreachable"),
        ("html", {}, "bad_answer"),
        ("cut", {}, "unreachable"),
        ("reset", {}, "unreachable"),
        ("slow", {"seconds": 12}, "unreachable"),
        ("wrong_symbol", {}, "bad_answer"),
        ("day_spent", {}, "day_spent"),
    ],
)
async def test_a_failing_provider_is_told_once_the_last_good_prices_stay_and_newer_ones_come_by_themselves(
    faulty: tuple[Product, Simulator], fault: str, options: dict[str, Any], state: str
) -> None:
    product, simulator = faulty
    async with viewer(product, *SYMBOLS) as page:
        good = await page.sees(lambda page: page.all("fresh") and page.provider["state"] == "ok")
        before = told(product)
        simulator.fault(fault, function="GLOBAL_QUOTE", **options)
        kept = await page.sees(lambda page: "error" in page.states().values() and page.provider["state"] == state)
        failed = [quote for quote in kept.values() if quote["state"] == "error"]
        assert all(quote["price"] and quote["fetched_at"] >= good[quote["symbol"]]["fetched_at"] for quote in failed)
        assert page.provider["message"]
        await asyncio.sleep(1.5)  # it goes on failing, and that is not told again
        simulator.clear_faults()
        await page.sees(lambda page: page.all("fresh") and newer(page.quotes, kept, *SYMBOLS))
        await page.sees(lambda page: page.provider["state"] == "ok")
    assert told(product) - before == Counter({FAILS: 1, RECOVERS: 1})
    assert "Traceback" not in product.logs()


@pytest.mark.parametrize("fault", ["unknown", "wrong_symbol"])
async def test_one_bad_symbol_takes_no_other_with_it(faulty: tuple[Product, Simulator], fault: str) -> None:
    product, simulator = faulty
    async with viewer(product, *SYMBOLS) as page:
        good = await page.sees(lambda page: page.all("fresh"))
        said = told(product)
        simulator.fault(fault, function="GLOBAL_QUOTE", symbols=["IBM"])
        kept = await page.sees(lambda page: page.states()["IBM"] == "error")
        assert kept["IBM"]["price"] is not None
        for _ in range(3):
            before = dict(page.quotes)
            good = await page.sees(lambda page, before=before: newer(page.quotes, before, "AAPL", "MSFT"))  # type: ignore[misc]
            assert good["AAPL"]["state"] == good["MSFT"]["state"] == "fresh"
            assert good["IBM"]["state"] == "error"
            assert good["IBM"]["price"] == kept["IBM"]["price"]
        assert told(product) == said  # the provider is well


async def kept_in_the_database(product: Product) -> None:
    async with asyncio.timeout(PATIENCE):
        while not product.count("live_quotesnapshot"):  # noqa: ASYNC110 - it is a worker that writes
            await asyncio.sleep(0.1)


async def test_the_last_good_price_outlives_everything_and_no_older_one_takes_its_place(
    simulators: Callable[..., Simulator],
) -> None:
    # A lost count of requests is waited for a minute: two seconds here.
    clock = "2026-11-20T15:00Z@30"
    with Product(CLOCK=clock, POLL_SECONDS="30", ALPHAVANTAGE_BULK="no") as product:
        simulator = simulators(environment={"CLOCK": clock, "RUN_DIR": str(product.folder)})
        product.environment["ALPHAVANTAGE_BASE_URL"] = simulator.base_url
        start(product)
        async with viewer(product, "AAPL") as page:
            await page.sees(lambda page: page.all("fresh"))
            product.run("-m", "celery", "-A", "stocker", "call", "live.snapshot")  # as beat does twice a minute
            await kept_in_the_database(product)
            good = dict(page.quotes)
            last = (await page.sees(lambda page: newer(page.quotes, good, "AAPL")))["AAPL"]
        product.end_processes()
        product.kill_redis()
        simulator.fault("outage")
        start(product)
        async with viewer(product, "AAPL") as page:
            kept = (await page.sees(lambda page: page.states()["AAPL"] == "error"))["AAPL"]
            assert kept["price"] is not None
            assert kept["fetched_at"] >= last["fetched_at"]  # at the end of all, once more
            # Back again, the provider has no more than yesterday's close.
            simulator.clear_faults()
            simulator.fault("closed")
            await page.sees(lambda page: page.provider["state"] == "ok")
            await asyncio.sleep(3)
            held = page.quotes["AAPL"]
            assert (held["trading_day"], held["price"]) == (kept["trading_day"], kept["price"])
            simulator.clear_faults()
            newest = await page.sees(lambda page: newer(page.quotes, {"AAPL": kept}, "AAPL"))
            assert newest["AAPL"]["trading_day"] >= kept["trading_day"]
            assert newest["AAPL"]["state"] == "fresh"


async def test_a_plan_that_has_less_than_the_settings_say_is_asked_for_less_step_by_step(
    simulators: Callable[..., Simulator],
) -> None:
    # A Friday at 11:00 in New York, with a key: hours and bases are those of real prices.
    clock = "2026-11-20T16:00Z@1"
    settings = {
        "CLOCK": clock,
        "ALPHAVANTAGE_API_KEY": "NEVERSHOWN123456",
        "ALPHAVANTAGE_PLAN": "1200",
        "ALPHAVANTAGE_ENTITLEMENT": "realtime",
        "ALPHAVANTAGE_BULK": "yes",
        "POLL_SECONDS": "1",
    }
    refused = ("REALTIME_BULK_QUOTES", "GLOBAL_QUOTE")
    with Product(**settings) as product:
        simulator = simulators(
            hours="exchange",
            faults=[f"not_entitled function={function}" for function in refused],
            environment={"CLOCK": clock, "RUN_DIR": str(product.folder)},
        )
        product.environment["ALPHAVANTAGE_BASE_URL"] = simulator.base_url
        start(product)
        async with viewer(product, "AAPL", "MSFT") as page:
            closes = await page.sees(lambda page: page.all("closed"))
            assert {quote["basis"] for quote in closes.values()} == {"end_of_day"}
            assert {quote["trading_day"] for quote in closes.values()} == {"2026-11-19"}
            await page.sees(lambda page: "closing prices only" in page.provider["message"])
            assert page.provider["state"] == "ok"
        asked = [request["function"] for request in simulator.requests()]
        steps = [function for function, _ in groupby(one for one in asked if one in refused)]
        lines = product.logs()
    assert steps == [*refused]  # each is done with before the next
    assert "TIME_SERIES_DAILY" in asked[asked.index(refused[-1]) :]
    for words in ("no bulk quotes", "no real-time prices", "closing prices only"):
        assert lines.count(words) == 1
    assert FAILS not in lines
    assert "NEVERSHOWN123456" not in lines
