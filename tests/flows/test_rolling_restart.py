"""A restart that nobody notices: each server process is renewed behind the same port while pages and prices go on."""

import asyncio
import json
import os
import random
import re
import signal
import time
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
import pytest
import websockets

from tests.flows.product import PATIENCE, Product
from tests.flows.test_web_processes import children, eventually
from tests.simulator import Simulator

SOCKETS = 240


@dataclass
class Tab:
    """A browser's tab: comes back as static/js/backoff.js does."""

    url: str
    codes: list[int | None] = field(default_factory=list)
    sent_away: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    snapshots: int = 0

    async def live(self) -> None:
        while True:
            live = False
            async with websockets.connect(self.url, open_timeout=PATIENCE) as socket:
                with suppress(websockets.ConnectionClosed):
                    while json.loads(await socket.recv())["type"] != "snapshot":
                        pass
                    live = True
                    self.snapshots += 1
                    if self.sent_away:
                        self.gaps.append(time.monotonic() - self.sent_away[-1])
                    while await socket.recv():
                        pass
                self.codes.append(socket.close_code)
                # Who is turned round at the door, with nothing to see, is still on the way back.
                if live:
                    self.sent_away.append(time.monotonic())
            await asyncio.sleep(random.random() * 0.5)


@dataclass
class Reader:
    """Somebody who asks for pages, one after another."""

    url: str
    answers: list[int | str] = field(default_factory=list)

    async def read(self, keep_alive: bool) -> None:
        while True:
            limits = httpx.Limits(max_keepalive_connections=1 if keep_alive else 0)
            async with httpx.AsyncClient(limits=limits, timeout=PATIENCE) as client:
                for _ in range(20):
                    try:
                        self.answers.append((await client.get(self.url)).status_code)
                    except httpx.HTTPError as error:
                        self.answers.append(repr(error))
                    await asyncio.sleep(0.05)


async def test_a_renewal_loses_no_page_and_every_socket_comes_back_spread_over_seconds(simulator: Simulator) -> None:
    settings = {"WEB_PROCESSES": "2", "DRAIN_SECONDS": "3"}
    with Product(ALPHAVANTAGE_BASE_URL=simulator.base_url, **settings) as product:
        product.workers()
        product.beats()
        web = product.web()
        tabs = [Tab(f"ws://{product.address}/ws/live/?symbols=AAPL,MSFT") for _ in range(SOCKETS)]
        reader = Reader(f"http://{product.address}/l/AAPL,MSFT/")
        under_way: list[Awaitable[None]] = [tab.live() for tab in tabs]
        under_way += [reader.read(keep_alive) for keep_alive in (True, False)]
        tasks, began = [asyncio.ensure_future(one) for one in under_way], time.monotonic()
        await eventually(lambda: all(tab.snapshots for tab in tabs))
        opening = time.monotonic() - began
        before = children(web.pid)

        os.kill(web.pid, signal.SIGHUP)
        await eventually(lambda: "renewed" in product.logs())
        await eventually(lambda: all(tab.gaps and len(tab.gaps) == len(tab.sent_away) for tab in tabs))
        after = children(web.pid)
        pages = len(reader.answers)
        await eventually(lambda: len(reader.answers) > pages + 4)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        product.end_processes()

        moments = sorted(moment for tab in tabs for moment in tab.sent_away)
        quarters = {moment // 0.25 for moment in moments}  # of a second
        assert len(after) == 2
        assert not set(before) & set(after)
        assert set(reader.answers) == {200}, reader.answers
        assert {code for tab in tabs for code in tab.codes} == {4200}
        # Whoever came back to a process that was still to be renewed was sent away twice, and no more.
        assert SOCKETS <= len(moments) <= 2 * SOCKETS
        # Sent away at one moment by each process they would fall into two or three; evenly into twelve for each.
        assert len(quarters) > 5
        # And nobody is away for long, by what this machine needs to let all in.
        assert max(gap for tab in tabs for gap in tab.gaps) < 5 + opening
        assert "Traceback" not in product.logs()


async def test_a_process_that_is_alone_executes_itself_anew_and_whoever_comes_meanwhile_waits() -> None:
    with Product(WEB_PROCESSES="1", DRAIN_SECONDS="1") as product:
        web = product.web()
        tabs = [Tab(f"ws://{product.address}/ws/live/?symbols=AAPL") for _ in range(20)]
        reader = Reader(f"http://{product.address}/l/AAPL/")
        tasks = [asyncio.ensure_future(one) for one in (*(tab.live() for tab in tabs), reader.read(keep_alive=False))]
        await eventually(lambda: all(tab.snapshots for tab in tabs))
        os.kill(web.pid, signal.SIGHUP)
        await eventually(lambda: all(tab.snapshots == 2 for tab in tabs))
        pages = len(reader.answers)
        await eventually(lambda: len(reader.answers) > pages + 4)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert (product.logs().count("serving http://"), web.poll()) == (2, None)
        assert set(reader.answers) == {200}, reader.answers
        assert {code for tab in tabs for code in tab.codes} == {4200}

        # Told to end while it sends its browsers away, it ends.
        os.kill(web.pid, signal.SIGHUP)
        await eventually(lambda: product.logs().count("renewing the server process") == 2)
        os.kill(web.pid, signal.SIGTERM)
        assert await asyncio.to_thread(web.wait, PATIENCE) == 0
        assert product.logs().count("serving http://") == 2
        assert "Traceback" not in product.logs()


@pytest.mark.parametrize("processes", [1, 2])
async def test_a_release_that_does_not_start_leaves_the_one_that_runs(processes: int) -> None:
    with Product(WEB_PROCESSES=str(processes), CLOCK="2026-11-20T15:00Z@1") as product:
        web = product.web()
        await eventually(lambda: len(children(web.pid)) == (processes if processes > 1 else 0))
        before = children(web.pid)
        (product.folder / "clock-origin").write_text("what no next process can read")
        os.kill(web.pid, signal.SIGHUP)
        await eventually(lambda: re.search("those that run go on|the one that runs goes on", product.logs()))
        await eventually(lambda: children(web.pid) == before)
        assert httpx.get(f"http://{product.address}/healthz", timeout=PATIENCE).status_code == 200
