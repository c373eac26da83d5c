"""The product's own client, unchanged, against the simulator over a real connection."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from live.alphavantage.client import AlphaVantage
from live.alphavantage.plans import Plan
from live.clock import Clock
from live.providers.errors import ProviderError, Refusal
from tests.simulator import Simulator

PLANS = {
    "free": Plan.chosen(key="", name="free"),
    "delayed": Plan.chosen(key="", name="75", entitlement="delayed"),
    "realtime": Plan.chosen(key=""),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One with the largest plan for all the tests of this module, living a minute a second: its limits are far."""
    run_dir = tmp_path_factory.mktemp("run")
    simulator = Simulator(environment={"CLOCK": "2026-11-19T20:00Z@60", "RUN_DIR": str(run_dir)})
    yield simulator
    simulator.stop()


@pytest.fixture
async def client(running: Simulator) -> AsyncIterator[AlphaVantage]:
    running.clear_faults()
    running.forget_requests()
    client = AlphaVantage(running.base_url, "", PLANS["realtime"])
    yield client
    await client.aclose()


async def refusal(request: Any) -> Refusal | None:
    try:
        await request
    except ProviderError as error:
        return error.refusal
    return None


async def test_every_function_is_understood(client: AlphaVantage, running: Simulator) -> None:
    quote = await client.quote("AAPL")
    bulk = await client.bulk_quotes(["AAPL", "BRK-B", "UNKNOWN"])
    daily, weekly = await client.daily("AAPL"), await client.weekly("AAPL")
    company = await client.overview("AAPL")
    assert quote.symbol == "AAPL"
    assert set(bulk) == {"AAPL", "BRK-B"}
    assert bulk["AAPL"].previous_close == quote.previous_close == daily.reading().price == daily.bars[0].close
    assert bulk["AAPL"].trading_day == quote.trading_day == daily.bars[0].day + timedelta(days=1)
    assert len(daily.bars) == 100
    assert weekly.bars[0].close == daily.bars[0].close
    assert weekly.bars[-1].day.year == 1999
    assert company.shares_outstanding is not None
    assert company.market_capitalization == int(company.shares_outstanding * float(daily.bars[0].close))
    assert [request["outcome"] for request in running.requests()] == ["ok"] * 5


async def test_a_price_moves_as_time_passes(client: AlphaVantage) -> None:
    quotes = []
    async with asyncio.timeout(60):  # an hour of that market
        while len({quote.price for quote in quotes}) < 5:
            quotes.append((await client.bulk_quotes(["AAPL"]))["AAPL"])
    stamps = [quote.as_of for quote in quotes if quote.as_of is not None]
    assert len(stamps) == len(quotes)
    assert stamps == sorted(stamps)


async def test_a_price_is_stamped_within_the_second(simulators: Callable[..., Simulator], tmp_path: Path) -> None:
    # Not the machine's own clock: a stamp is New York's time, of which a year has an hour twice.
    started = "2026-11-19T20:00Z@1"
    simulator = simulators(environment={"CLOCK": started, "RUN_DIR": str(tmp_path)})
    clock = Clock.parse(started, tmp_path / "clock-origin")
    client = AlphaVantage(simulator.base_url, "", PLANS["realtime"])
    try:
        asked_at = clock.at(time.time())
        stamp = (await client.bulk_quotes(["AAPL"]))["AAPL"].as_of
        assert stamp is not None
        assert asked_at - 1 < stamp.timestamp() < clock.at(time.time())
    finally:
        await client.aclose()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "limits"}, Refusal.BURST),
        ({"kind": "burst"}, Refusal.BURST),
        ({"kind": "day_spent"}, Refusal.DAY_SPENT),
        ({"kind": "not_entitled"}, Refusal.NOT_ENTITLED),
        ({"kind": "outage"}, Refusal.UNREACHABLE),
        ({"kind": "html"}, Refusal.BAD_ANSWER),
        ({"kind": "reset"}, Refusal.UNREACHABLE),
        ({"kind": "wrong_symbol"}, Refusal.BAD_ANSWER),
        ({"kind": "unknown", "symbols": ["AAPL"]}, Refusal.UNKNOWN_SYMBOL),
        ({"kind": "slow", "seconds": 0.2}, None),
        ({"kind": "closed"}, None),
        ({"kind": "outage", "function": "OVERVIEW"}, None),
        ({"kind": "outage", "symbols": ["IBM"]}, None),
    ],
    ids=str,
)
async def test_every_fault_is_what_the_client_calls_it(
    client: AlphaVantage, running: Simulator, fault: dict[str, Any], expected: Refusal | None
) -> None:
    running.fault(**fault)
    assert await refusal(client.quote("AAPL")) is expected
    running.clear_faults()
    assert await refusal(client.quote("AAPL")) is None


async def test_a_body_cut_short_is_no_answer(client: AlphaVantage, running: Simulator) -> None:
    running.fault("cut", times=2)
    for request in (client.quote("AAPL"), client.listing(io.BytesIO())):
        assert await refusal(request) in (Refusal.UNREACHABLE, Refusal.BAD_ANSWER)
    assert running.faults() == []
    assert [request["outcome"] for request in running.requests()] == ["cut", "cut"]


async def test_a_market_that_is_closed_by_a_fault_shows_the_close(client: AlphaVantage, running: Simulator) -> None:
    running.fault("closed")
    last = (await client.daily("AAPL")).bars[0]
    quote = await client.quote("AAPL")
    assert (quote.price, quote.trading_day) == (last.close, last.day)


@pytest.mark.parametrize("plan", ["free", "delayed"])
async def test_smaller_plans(simulators: Callable[..., Simulator], tmp_path: Path, plan: str) -> None:
    # Its clock stands still: both requests are of one second.
    simulator = simulators(plan=plan, environment={"CLOCK": "2026-11-19T20:00Z@0.000001", "RUN_DIR": str(tmp_path)})
    client = AlphaVantage(simulator.base_url, "", PLANS[plan])
    try:
        quote = await client.quote("AAPL")
        if plan == "free":
            assert await refusal(client.quote("MSFT")) is Refusal.BURST
        else:
            assert await refusal(client.bulk_quotes(["AAPL"])) is Refusal.NOT_ENTITLED
            today = quote.trading_day
            assert (await client.daily("AAPL")).bars[0].day in (today, today - timedelta(days=1))
    finally:
        await client.aclose()
