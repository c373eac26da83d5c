"""Who has a place when more tickers are picked than the plan can keep fresh."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.polling import store
from live.polling.admission import places, without_a_place, words
from live.polling.hours import new_york
from live.polling.requests import Asked, Watched
from tests.live.polling.world import KEYS, World

NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)
HOURS = new_york(NOW)


def known(*symbols: str, fame: int = 390) -> dict[str, Watched]:
    return {symbol: Watched(symbol, 1, HOURS, fame=fame) for symbol in symbols}


def test_while_there_are_places_everybody_has_one() -> None:
    assert without_a_place({"A": 1, "B": 1}, known("A", "B"), 2) == frozenset()
    assert without_a_place({f"S{n}": 1 for n in range(1000)}, {}, 0) == frozenset()


def test_who_has_most_viewers_comes_first_and_of_equals_who_is_better_known() -> None:
    picked = {"POPULAR": 2, "FAMOUS": 1, "RARE": 1}
    all_known = known("POPULAR", "RARE") | known("FAMOUS", fame=3)
    assert without_a_place(picked, all_known, 2) == {"RARE"}
    assert without_a_place(picked, all_known, 1) == {"FAMOUS", "RARE"}


def test_whoever_has_a_place_keeps_it_when_it_is_asked_for_and_when_others_are() -> None:
    picked = {f"S{n}": 1 for n in range(20)}
    before = known(*picked)
    waiting = without_a_place(picked, before, 10)
    after = {
        symbol: replace(one, asked=Asked(NOW - timedelta(minutes=place))) if place % 3 else one
        for place, (symbol, one) in enumerate(before.items())
    }
    assert without_a_place(picked, after, 10) == waiting


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5)), st.integers(1, 10))
def test_every_place_is_taken_and_none_by_who_has_fewer_viewers(picked: dict[str, int], most: int) -> None:
    waiting = without_a_place(picked, known(*picked), most)
    admitted = picked.keys() - waiting
    assert len(admitted) == min(most, len(picked))
    assert not waiting or max(picked[symbol] for symbol in waiting) <= min(picked[symbol] for symbol in admitted)


@pytest.mark.parametrize(
    ("name", "entitlement", "bulk", "most"),
    [
        ("free", "end_of_day", False, 100),
        ("75", "delayed", False, 710),
        ("150", "realtime", True, 142_000),
        ("75", "end_of_day", False, 0),
    ],
)
def test_a_plan_has_places_for_what_it_can_renew_within_ten_minutes_or_four_days(
    name: str, entitlement: str, bulk: bool, most: int
) -> None:
    assert places([Plan(name, "alphavantage", entitlement, bulk, poll_seconds=10)]) == most


def test_the_words_say_how_many() -> None:
    assert words(12_000, 710).startswith("More tickers are watched here (12,000) than the plan can keep fresh (710)")


async def test_a_pick_without_a_place_has_its_first_price_though_all_requests_are_wanted(
    aredis: aioredis.Redis,
) -> None:
    plan = Plan("75", "alphavantage", "delayed", bulk=False, poll_seconds=10)
    world = await World.begin(aredis, plan, NOW, places=100)
    await world.watch({f"P{n}": 2 for n in range(100)})
    while world.true < 150:
        await world.poll()
        await world.pass_time(1.0)
    late = {f"LATE{n}": 1 for n in range(7)}
    await world.watch({f"P{n}": 2 for n in range(100)} | late)
    while world.true < 250:
        await world.poll()
        await world.pass_time(1.0)
    assert {symbol: len(world.referee.asked_for(symbol)) for symbol in late} == dict.fromkeys(late, 1)
    told = await store.read(aredis, KEYS, list(late))
    assert {symbol for symbol, quote in told.items() if quote.price is not None} == late.keys()
