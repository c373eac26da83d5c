"""What is lacking, and its fetching by the real client over real HTTP, with a real budget and a real database."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from redis import asyncio as aioredis

from live.alphavantage.client import AlphaVantage
from live.alphavantage.plans import Plan
from live.clock import Clock
from live.insight import facts, history, page
from live.insight.gather import LEAST_AGE, OF_SPARE, PER_RUN, Gathering, Lack, gather, lacking, least_age
from live.polling import ledger
from live.polling.budget import Budget
from live.polling.keys import Keys
from tests.provider_server import Answer, ProviderServer, Request
from tests.simulator import Simulator

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
KEYS = Keys("test", "simulated")
ALL = [Lack("AAPL", what, is_fund=False) for what in ("daily", "facts", "weekly")]
FUND = {"net_assets": "500000000000", "sectors": [], "holdings": [{"symbol": "AAPL", "weight": "0.07"}]}


def whats(lacks: Sequence[Lack]) -> list[tuple[str, str]]:
    return [(lack.symbol, lack.what) for lack in lacks]


def test_daily_bars_come_before_facts_and_these_before_the_long_history() -> None:
    found = lacking({"MSFT": False, "SPY": True}, {}, {}, NOW)
    assert whats(found) == [
        ("MSFT", "daily"), ("SPY", "daily"), ("MSFT", "facts"), ("SPY", "facts"), ("MSFT", "weekly"), ("SPY", "weekly"),
    ]  # fmt: skip
    assert [lack.is_fund for lack in found] == [False, True] * 3


def test_of_what_only_a_board_shows_facts_come_before_days_and_no_long_history() -> None:
    found = lacking({"MSFT": False, "SPY": True}, {}, {}, NOW, OF_SPARE)
    assert whats(found) == [("MSFT", "facts"), ("SPY", "facts"), ("MSFT", "daily"), ("SPY", "daily")]


def test_nothing_is_lacking_before_its_time() -> None:
    waiting = {("AAPL", what): NOW + timedelta(seconds=1) for what in LEAST_AGE}
    assert lacking({"AAPL": False}, waiting, {}, NOW) == []
    assert len(lacking({"AAPL": False}, waiting, {}, NOW + timedelta(seconds=1))) == 3


def test_bars_that_reach_to_the_last_close_are_not_lacking() -> None:
    assert ("AAPL", "daily") not in whats(lacking({"AAPL": False}, {}, {"AAPL": True}, NOW))


@pytest.fixture
async def gathering(aredis: aioredis.Redis) -> AsyncIterator[Callable[..., Gathering]]:
    """Makes the flow's parts for a provider at an address. The budget's clock stands still: however long something
    takes, no second and no hold is over."""
    clients = []
    clock = Clock(NOW.timestamp(), time.time(), 1e-9)

    def make(base_url: str, lacks: Sequence[Lack], plan: str = "1200", now: datetime = NOW) -> Gathering:
        chosen = Plan.chosen(key="", name=plan)
        clients.append(AlphaVantage(base_url, "", chosen))

        async def given() -> Sequence[Lack]:
            return lacks

        def keep_series(interval: str, series: Any) -> None:
            history.keep("simulated", interval, series)

        def keep_facts(symbol: str, found: Any) -> None:
            facts.keep("simulated", symbol, found, now)

        def claim(lack: Lack, wait: timedelta) -> bool:
            return facts.claim("simulated", lack.symbol, lack.what, now, now + wait)

        def postpone(lack: Lack, wait: timedelta) -> None:
            facts.postpone("simulated", lack.symbol, lack.what, now + wait)

        return Gathering(
            provider=clients[-1],
            budget=Budget(aredis, KEYS, chosen, clock, ledger.ledger("simulated")),
            lacks=given,
            keep_facts=database_sync_to_async(keep_facts),
            keep_series=database_sync_to_async(keep_series),
            claim=database_sync_to_async(claim),
            postpone=database_sync_to_async(postpone),
            least_age=least_age(chosen),
        )

    yield make
    for client in clients:
        await client.aclose()


@database_sync_to_async
def waiting() -> dict[tuple[str, str], timedelta]:
    """How long after NOW each thing is asked for again."""
    return {thing: at - NOW for thing, at in facts.not_before("simulated", ["AAPL", "SPY", "NONE"]).items()}


@database_sync_to_async
def told(symbol: str) -> page.About:
    return page.about("simulated", symbol)


@pytest.mark.django_db(transaction=True)
async def test_what_the_provider_knows_is_kept(gathering: Callable[..., Gathering], simulator: Simulator) -> None:
    assert await gather(gathering(simulator.base_url, ALL)) == 3
    company = (await told("AAPL")).company
    assert company is not None
    assert company.shares_outstanding
    daily = await database_sync_to_async(page.daily)("simulated", "AAPL")
    assert daily is not None
    assert len(daily.bars) == 100
    assert await waiting() == {(lack.symbol, lack.what): LEAST_AGE[lack.what] for lack in ALL}


@pytest.mark.django_db(transaction=True)
async def test_a_fund_s_profile_is_asked_for_in_place_of_a_company_s_overview(
    gathering: Callable[..., Gathering], provider_server: ProviderServer
) -> None:
    provider_server.answer = Answer(FUND)
    assert await gather(gathering(provider_server.base_url, [Lack("SPY", "facts", is_fund=True)])) == 1
    assert [share.symbol for share in (await told("SPY")).holdings] == ["AAPL"]
    assert provider_server.requests[0].query["function"] == "ETF_PROFILE"


@pytest.mark.django_db(transaction=True)
async def test_a_run_ends_after_a_few_requests(gathering: Callable[..., Gathering], simulator: Simulator) -> None:
    lacks = [Lack(f"C{n}", "facts", False) for n in range(PER_RUN + 5)]
    await gather(gathering(simulator.base_url, lacks))
    assert len(simulator.requests()) == PER_RUN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_fund", [False, True])
async def test_what_the_provider_does_not_know_waits_its_whole_time(
    gathering: Callable[..., Gathering], provider_server: ProviderServer, is_fund: bool
) -> None:
    provider_server.answer = Answer({})
    parts = gathering(provider_server.base_url, [Lack("NONE", "facts", is_fund)])
    assert await gather(parts) == 0
    assert await waiting() == {("NONE", "facts"): LEAST_AGE["facts"]}
    assert (await told("NONE")) == page.About(asked=True)
    assert await parts.budget.holds.held() is None


@pytest.mark.django_db(transaction=True)
async def test_an_answer_that_is_no_facts_takes_nothing_from_the_others(
    gathering: Callable[..., Gathering], provider_server: ProviderServer
) -> None:
    def answer(request: Request) -> Answer:
        return Answer("<html>") if request.query["symbol"] == "NONE" else Answer({"Symbol": "AAPL", "Name": "Apple"})

    provider_server.answer = answer
    lacks = [Lack("NONE", "facts", False), Lack("AAPL", "facts", False)]
    await gather(gathering(provider_server.base_url, lacks))
    company = (await told("AAPL")).company
    assert company is not None
    assert company.name == "Apple"
    assert (await waiting())["NONE", "facts"] == LEAST_AGE["facts"]


@pytest.mark.django_db(transaction=True)
async def test_two_at_the_same_work_ask_for_a_thing_once(
    gathering: Callable[..., Gathering], simulator: Simulator
) -> None:
    first, second = gathering(simulator.base_url, ALL), gathering(simulator.base_url, ALL)
    assert await gather(first) + await gather(second) == 3
    later = gathering(simulator.base_url, ALL, now=NOW + LEAST_AGE["facts"])
    assert await gather(later) == 2  # the long history waits a week


@pytest.mark.django_db(transaction=True)
async def test_a_spent_budget_ends_the_run_and_marks_nothing(
    gathering: Callable[..., Gathering], simulator: Simulator
) -> None:
    parts = gathering(simulator.base_url, ALL, plan="free")
    await gather(parts)
    assert len(simulator.requests()) == 1  # one a second
    assert {thing for thing, wait in (await waiting()).items() if wait} == {("AAPL", "daily")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["burst", "outage"])
async def test_a_refusal_that_is_not_about_the_thing_holds_everyone_and_the_thing_for_an_hour(
    gathering: Callable[..., Gathering], simulator: Simulator, kind: str
) -> None:
    simulator.fault(kind)
    parts = gathering(simulator.base_url, ALL)
    assert await gather(parts) == 0
    assert len(simulator.requests()) == 1
    assert await parts.budget.holds.held() is not None
    assert await waiting() == {("AAPL", "daily"): timedelta(hours=1)}
    assert await gather(replace(parts)) == 0
    assert len(simulator.requests()) == 1


@pytest.mark.django_db(transaction=True)
async def test_what_the_plan_does_not_include_waits_its_whole_time_and_stops_no_price(
    gathering: Callable[..., Gathering], simulator: Simulator
) -> None:
    simulator.fault("not_entitled", function="TIME_SERIES_DAILY")
    parts = gathering(simulator.base_url, ALL)
    assert await gather(parts) == len(ALL) - 1
    assert (await waiting())["AAPL", "daily"] == LEAST_AGE["daily"]
    assert await parts.budget.holds.held() is None


def test_where_a_day_has_few_requests_facts_are_asked_for_once_a_week() -> None:
    free, paid = Plan.chosen(key="any", name="free"), Plan.chosen(key="any", name="75")
    assert (least_age(free)["facts"], least_age(paid)["facts"]) == (timedelta(days=7), timedelta(days=1))
