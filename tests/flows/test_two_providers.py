"""The product with two providers, the simulator as Alpha Vantage and a server in Finnhub's place: each row is the first
one's that can be relied on, says so, and goes back; and neither is asked for more than its plan allows."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest

from live.clock import Clock
from live.polling.keys import Keys
from tests.flows.product import PATIENCE, Product, lease
from tests.flows.test_refusals import Viewer, start, viewer
from tests.flows.test_web_processes import eventually
from tests.live.finnhub import server as fake
from tests.provider_server import Answer
from tests.simulator import Simulator

SYMBOLS = ("AAPL", "MSFT", "IBM")
OTHERS = (
    *("GOOGL", "AMZN", "NVDA", "META", "TSLA", "AVGO", "JPM", "LLY", "V", "WMT", "MA", "NFLX", "XOM", "COST", "ORCL"),
    *("HD", "PG", "JNJ", "BAC", "ABBV", "KO", "CVX", "CSCO", "WFC", "MRK", "PEP", "ADBE", "AMD", "INTC", "QCOM"),
)
KEY = "ALPHAKEY00NEVERSHOWN"
OWN = Keys("stocker", "alphavantage")


@dataclass
class Both:
    product: Product
    alphavantage: Simulator
    finnhub: fake.Finnhub


def running(simulators: Callable[..., Simulator], clock: str, plan: str, **settings: str) -> Iterator[Both]:
    """A product with both keys on a Friday at 10:00 in New York, by a clock of its own."""
    began, speed = clock.split("@")
    shown = Clock(datetime.fromisoformat(began).timestamp(), time.time(), float(speed))
    keys = {"ALPHAVANTAGE_API_KEY": KEY, "ALPHAVANTAGE_PLAN": plan, "FINNHUB_API_KEY": fake.KEY}
    with (
        fake.finnhub(lambda: shown.at(time.time()), float(speed)) as finnhub,
        Product(CLOCK=clock, **keys, **settings) as product,
    ):
        environment = {"CLOCK": clock, "RUN_DIR": str(product.folder)}
        simulator = simulators(plan=plan, hours="exchange", environment=environment)
        product.environment |= {"ALPHAVANTAGE_BASE_URL": simulator.base_url, "FINNHUB_BASE_URL": finnhub.base_url}
        start(product)
        yield Both(product, simulator, finnhub)


@pytest.fixture
def fast(simulators: Callable[..., Simulator]) -> Iterator[Both]:
    """A paid key first; a minute in a second, so that holds pass and the market stays open until the test is over."""
    more = {"ALPHAVANTAGE_ENTITLEMENT": "realtime", "POLL_SECONDS": "30"}
    yield from running(simulators, "2026-11-20T14:35+00:00@60", "1200", **more)


@pytest.fixture
def free(simulators: Callable[..., Simulator]) -> Iterator[Both]:
    """Two free keys, in real time."""
    yield from running(simulators, "2026-11-20T15:00+00:00@1", "free")


def all_by(source: str, state: str = "fresh") -> Callable[[Viewer], bool]:
    return lambda page: {(one["source"], one["state"]) for one in page.quotes.values()} == {(source, state)}


async def test_a_row_is_another_providers_for_as_long_as_the_first_fails_and_says_so(fast: Both) -> None:
    product, alphavantage, finnhub = fast.product, fast.alphavantage, fast.finnhub
    async with viewer(product, *SYMBOLS) as page:
        await page.sees(all_by("alphavantage"))
        assert finnhub.asked == []

        for fault, words in (("outage", "cannot be reached"), ("day_spent", "has no requests left for today")):
            alphavantage.fault(fault, function="GLOBAL_QUOTE")
            stood_in = await page.sees(all_by("finnhub"))
            assert {quote["previous_close"] for quote in stood_in.values()} == {199.0}, "nothing of two is mixed"
            await page.sees(lambda page, words=words: f"Alpha Vantage {words}" in page.provider["message"])
            assert page.provider["state"] == "ok"
            shown = httpx.get(f"http://{product.address}/stocks/AAPL/", timeout=PATIENCE).text
            assert re.search(r'<dd data-field="source">Finnhub</dd>', shown)
            asked = httpx.get(f"http://{product.address}/api/quotes/?symbols=AAPL", timeout=PATIENCE).json()
            assert asked["quotes"][0]["source"] == "finnhub"
            told = httpx.get(f"http://{product.address}/status/", timeout=PATIENCE).text
            assert "real time, asked first" in told
            assert "real time, after Alpha Vantage" in told
            alphavantage.clear_faults()
            with product.redis() as redis:
                redis.delete(OWN.hold)  # or a spent day is waited for an hour
            await page.sees(all_by("alphavantage"))
            await page.sees(lambda page: page.provider["message"] == "")

        alphavantage.fault("unknown", function="GLOBAL_QUOTE", symbols=["IBM"])
        await page.sees(lambda page: page.quotes["IBM"]["source"] == "finnhub" and page.quotes["IBM"]["price"])
        before = dict(page.quotes)
        await page.sees(lambda page: page.quotes["AAPL"]["fetched_at"] > before["AAPL"]["fetched_at"])
        assert page.quotes["AAPL"]["source"] == "alphavantage"
        alphavantage.clear_faults()
        with product.redis() as redis:
            redis.delete(OWN.asked)  # or it is let alone for 12 hours
        await page.sees(all_by("alphavantage"))
    lines = product.logs()
    assert finnhub.refused == []
    assert {request["outcome"] for request in alphavantage.requests()} <= {"ok", "outage", "day_spent", "unknown"}
    assert lines.count("the provider Alpha Vantage answers") == 3  # at the start, and after each of the two
    assert lines.count("WARNING live.polling.bulletin: the provider Alpha Vantage: ") == 2
    assert not [key for key in (KEY, fake.KEY) if key in lines + shown + told]


async def test_two_free_keys_give_live_prices_and_history_and_neither_is_asked_for_too_much(free: Both) -> None:
    product, alphavantage, finnhub = free.product, free.alphavantage, free.finnhub
    finnhub.unknown.add("MSFT")
    with product.redis() as redis:
        lease(redis, *OTHERS)
    async with viewer(product, *SYMBOLS) as page:
        rows = await page.sees(
            lambda page: page.quotes["AAPL"]["source"] == "finnhub" and page.quotes["MSFT"]["state"] == "closed"
        )
        assert (rows["AAPL"]["basis"], rows["AAPL"]["state"]) == ("realtime", "fresh")
        assert (rows["MSFT"]["source"], rows["MSFT"]["basis"]) == ("alphavantage", "end_of_day")
        product.run("-m", "celery", "-A", "stocker", "call", "live.gather")  # as beat does every 20 s

        finnhub.refusal = Answer("down", status=503)
        held = await page.sees(lambda page: "Finnhub cannot be reached" in page.provider["message"])
        assert held["AAPL"]["source"] == "finnhub", "where there is a price of today no row shows yesterday's close"
        assert held["AAPL"]["trading_day"] == "2026-11-20"
        finnhub.refusal = None
        await page.sees(lambda page: "Finnhub" not in page.provider["message"])
        after = await page.sees(lambda page: page.quotes["AAPL"]["fetched_at"] > held["AAPL"]["fetched_at"])
        assert (after["AAPL"]["source"], after["AAPL"]["state"]) == ("finnhub", "fresh")
    await eventually(lambda: {"OVERVIEW", "TIME_SERIES_DAILY"} <= {one["function"] for one in alphavantage.requests()})
    assert set(finnhub.refused) == {503}, "never a pace too fast"
    assert finnhub.most_in(60) <= fake.PER_MINUTE
    assert finnhub.most_in(1) <= fake.PER_SECOND
    asked: list[dict[str, Any]] = alphavantage.requests()
    assert len(asked) <= 25
    assert {request["outcome"] for request in asked} == {"ok"}
