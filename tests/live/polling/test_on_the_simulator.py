"""Real polls, the real client and the simulator, which refuses what its plan does not allow, at half of real time."""

import csv
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import asyncio as aioredis

from live.alphavantage.client import AlphaVantage
from live.alphavantage.plans import Plan
from live.clock import Clock
from live.polling.budget import Budget
from live.polling.parts import Parts
from live.polling.poll import poll
from tests.environment import ROOT
from tests.live.polling.memory import Memory
from tests.live.polling.scene import KEYS, OPEN, Scene
from tests.simulator import Simulator

LARGEST = Plan("1200", "alphavantage", "realtime", bulk=False, poll_seconds=10)
# A second has thirty: the third lot follows on what is still under way of the first two.
NEWCOMERS, GIVEN_UP = 70, 120.0
SLOW = 0.8
# Of the clock of all: a request that a busy machine brings late is so much less late by it.
SPEED = 0.5

with (ROOT / "tickers" / "starting" / "catalogue.csv").open() as starting:
    SYMBOLS = [row["symbol"] for row in csv.DictReader(starting)][:NEWCOMERS]


@pytest.fixture
async def polling(
    aredis: aioredis.Redis, simulators: Callable[..., Simulator], tmp_path: Path
) -> AsyncIterator[tuple[Scene, Parts, Simulator]]:
    simulator = simulators(environment={"CLOCK": f"2026-11-19T15:00Z@{SPEED}", "RUN_DIR": str(tmp_path)})
    client = AlphaVantage(simulator.base_url, "", replace(LARGEST, source="simulated"))
    scene, clock = Scene(aredis, plan=LARGEST), Clock(OPEN.timestamp(), time.time(), SPEED)

    def now() -> datetime:
        return datetime.fromtimestamp(clock.at(time.time()), UTC)

    budget = Budget(aredis, KEYS, LARGEST, clock, Memory().ledger())
    yield scene, replace(scene.parts(), provider=client, now=now, budget=budget), simulator
    await client.aclose()


@pytest.mark.parametrize("seconds", [0.0, SLOW])
async def test_many_newcomers_at_once_are_answered_without_a_refusal_however_slow_it_is(
    polling: tuple[Scene, Parts, Simulator], seconds: float
) -> None:
    scene, parts, simulator = polling
    if seconds:
        simulator.fault("slow", seconds=seconds / SPEED)
    await scene.watch(*SYMBOLS)
    until = time.monotonic() + GIVEN_UP
    while len(simulator.requests()) < NEWCOMERS and time.monotonic() < until:
        await poll(parts)
    assert Counter(request["outcome"] for request in simulator.requests()) == {"ok": NEWCOMERS}
