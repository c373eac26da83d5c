"""What an operator wants asked for now: once, whatever is known of it, and never beyond the budget."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from redis import Redis
from redis import asyncio as aioredis

from live.polling import asked, leases
from live.polling.planner import Outlook
from live.polling.requests import NO_NEWS, Asked
from live.providers.errors import BadAnswer, UnknownSymbol
from tests.live.polling.scene import KEYS, OPEN, Scene
from tests.live.polling.test_planner import BULK, DELAYED, FREE, SATURDAY, utc, watched

CLOSED = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def scene(aredis: aioredis.Redis) -> Scene:
    return Scene(aredis)


@pytest.mark.parametrize("plan", [FREE, DELAYED, BULK])
def test_it_is_asked_for_although_nothing_new_can_come_and_it_failed(plan) -> None:
    held = watched("AAPL", utc(SATURDAY), day="2026-11-20", fetched="2026-11-21 02:00", failures=9, unknown=True)
    assert Outlook(utc(SATURDAY), [held], plan).requests() == []
    (request,) = Outlook(utc(SATURDAY), [replace(held, pressed=True)], plan).requests()
    assert (request.symbols, request.newcomer) == (("AAPL",), False)


@pytest.mark.parametrize("plan", [FREE, DELAYED, BULK])
def test_it_is_asked_for_no_oftener_than_anything_is(plan) -> None:
    just = watched("AAPL", utc(SATURDAY), day="2026-11-20", fetched="2026-11-21 11:59:51")
    assert Outlook(utc(SATURDAY), [replace(just, pressed=True)], plan).requests() == []


def test_in_bulk_it_goes_at_once_and_is_asked_for_only_once() -> None:
    now = utc("2026-11-19 15:00")
    some = [watched(f"S{n}", now, day="2026-11-19", fetched="2026-11-19 14:58") for n in range(150)]
    requests = Outlook(now, [replace(some[7], pressed=True), *some[:7], *some[8:]], BULK).requests()
    asked_for = [symbol for request in requests for symbol in request.symbols]
    assert asked_for[0] == "S7"
    assert len(asked_for) == len(set(asked_for)) == 150


async def test_a_poll_asks_for_it_once_though_nobody_watches_it(scene: Scene, redis: Redis) -> None:
    scene.now = CLOSED
    await scene.watch("AAPL")
    await scene.poll()
    await scene.poll(after=60)
    assert scene.provider.requests == [("AAPL",)]  # the market is closed
    leases.press(redis, KEYS, ["AAPL", "MSFT"])
    await scene.poll(after=60)
    await scene.poll(after=60)
    assert sorted(scene.provider.requests[1:]) == [("AAPL",), ("MSFT",)]
    assert (await leases.wanted(scene.redis, KEYS)).picked == {"AAPL": 1}


async def test_what_the_budget_does_not_allow_waits_and_is_not_forgotten_at_once(scene: Scene, redis: Redis) -> None:
    scene.plan = DELAYED
    await scene.watch("AAPL", *(f"S{n}" for n in range(70)))
    while scene.now < OPEN + timedelta(seconds=30):
        await scene.look(after=0.5)
    spent = len(scene.provider.requests)
    assert scene.provider.requests.count(("AAPL",)) == 1
    leases.press(redis, KEYS, ["AAPL"])
    while scene.now < OPEN + timedelta(seconds=59):
        await scene.look(after=0.5)
    assert len(scene.provider.requests) == spent, "the minute is spent"
    assert (await leases.wanted(scene.redis, KEYS)).pressed == {"AAPL"}
    await scene.look(after=2)
    assert scene.provider.requests[spent] == ("AAPL",), "it comes first as soon as there is anything"
    assert (await leases.wanted(scene.redis, KEYS)).pressed == frozenset()


async def test_why_a_symbol_fails_is_kept_until_it_has_a_price_again(scene: Scene, redis: Redis) -> None:
    await scene.watch("AAPL", "MSFT", "KO")
    await scene.poll()
    scene.provider.answers = {"AAPL": UnknownSymbol(), "MSFT": BadAnswer()}
    await scene.poll(after=60)
    failing = asked.failing_now(redis, KEYS)
    assert {symbol: how.why for symbol, how in failing.items()} == {"AAPL": "unknown_symbol", "MSFT": "bad_answer"}
    scene.provider.answers = {}
    await scene.poll(after=60)
    assert "MSFT" not in asked.failing_now(redis, KEYS)


async def test_a_close_that_is_not_there_yet_is_told_from_a_failure(scene: Scene, redis: Redis) -> None:
    scene.plan = FREE
    scene.provider.answers["AAPL"] = Decimal(99)
    await scene.watch("AAPL")
    await scene.poll()
    scene.now = datetime(2026, 11, 20, 23, tzinfo=UTC)  # the next session is over, its bar is missing
    await scene.poll()
    assert asked.failing_now(redis, KEYS)["AAPL"] == Asked(scene.now, 1, why=NO_NEWS)
