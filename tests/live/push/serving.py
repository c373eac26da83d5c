"""Real servers with a database and a Redis of their own, and browsers."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
import websockets

from tests import databases
from tests.environment import ROOT, RUN_DIR, start_redis
from tests.live.push.playing import PATIENCE, Worker, quote
from tests.ports import free_port

SYMBOLS = ("AAPL", "MSFT", "NVDA", "IBM", *(f"T{number:02}" for number in range(46)))

# What the servers' database holds: some tickers, one that is no longer listed, and a visitor's list.
SESSION_KEY = "avisitorwhochoseibmandnvidia0001"
FILL = f"""
from django.contrib.sessions.models import Session
from django.utils import timezone
from tickers.models import Ticker
from tickers.watchlist import KEY
for symbol in {SYMBOLS!r}:
    Ticker.objects.get_or_create(symbol=symbol, defaults=dict(name=symbol, exchange="NASDAQ"))
for symbol, name in (("EVIL", "<img src=x onerror=alert(1)>"), ("SUMS", "=HYPERLINK('http://x')")):
    Ticker.objects.get_or_create(symbol=symbol, defaults=dict(name=name, exchange="NYSE"))
Ticker.objects.get_or_create(symbol="GONE", defaults=dict(name="Gone", exchange="NYSE", active=False))
Session.objects.update_or_create(session_key={SESSION_KEY!r}, defaults=dict(
    session_data=Session.objects.encode({{KEY: {{"lists": [{{"symbols": ["NVDA", "IBM"]}}]}}}}),
    expire_date=timezone.now() + timezone.timedelta(days=1),
))
"""

COMMANDS = {
    "ours": [sys.executable, "-m", "tests.live.push.quick"],
    "daphne": [sys.executable, "-m", "daphne", "-v", "0", "-p", "{port}", "tests.live.push.quick:application"],
    "uvicorn": [
        *(sys.executable, "-m", "uvicorn", "--ws", "websockets-sansio", "--log-level", "warning"),
        *("--port", "{port}", "tests.live.push.quick:application"),
    ],
}


def environment(folder: Path, redis_socket: Path, port: int, **more: str) -> dict[str, str]:
    """The settings of a server whose run directory is `folder`."""
    return os.environ | {
        "RUN_DIR": str(folder),
        "DATABASE_URL": databases.url("served"),
        "REDIS_URL": f"unix://{redis_socket}?db=0",
        "DJANGO_SETTINGS_MODULE": "stocker.settings",
        "PORT": str(port),
        **more,
    }


@dataclass
class Served:
    """A server process, listening when it is made."""

    port: int
    redis_socket: Path
    log: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, command: list[str], folder: Path, redis_socket: Path, **settings: str) -> Self:
        port = free_port()
        log = folder / f"{port}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [part.format(port=port) for part in command],
                cwd=ROOT,
                env=environment(folder, redis_socket, port, **settings),
                stdout=output,
                stderr=output,
            )
        served = cls(port, redis_socket, log, process)
        until = time.monotonic() + 2 * PATIENCE
        while process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                return served
            time.sleep(0.05)
        raise AssertionError(log.read_text())

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(PATIENCE)

    def until_the_end(self) -> Iterator[Self]:
        """For a fixture: itself, stopped afterwards, with no traceback in its log."""
        yield self
        self.stop()
        log = self.log.read_text()
        assert "Traceback" not in log, log

    def browser(self, query: str = "", path: str = "/ws/live/", **options: Any) -> "Browser":
        return Browser(f"ws://127.0.0.1:{self.port}{path}{query}", options)


@dataclass
class Browser:
    """A WebSocket client. `seen` is every message so far, as text."""

    url: str
    options: dict[str, Any]
    seen: list[str | bytes] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self.socket = await websockets.connect(self.url, **self.options)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.socket.close()

    async def say(self, message: Any) -> None:
        await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next message of one of these kinds (of any, without); others are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                text = await self.socket.recv()
                self.seen.append(text)
                message = json.loads(text)
                if not kinds or message["type"] in kinds:
                    return message

    async def until_live(self, live: bool = True) -> dict[str, Any]:
        while True:
            status = await self.next("status")
            if status["live"] is live:
                return status

    async def close_code(self) -> tuple[int, str]:
        """How the server closed the socket."""
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await self.next()
        assert self.socket.close_code is not None
        return self.socket.close_code, self.socket.close_reason or ""

    async def talk_until_closed(self, message: Any) -> tuple[int, str]:
        """Say this a thousand times a second, or on a busy machine as often as it goes, and listen meanwhile, until the
        server has closed: how it did."""
        hearing = asyncio.create_task(self.close_code())
        with contextlib.suppress(websockets.ConnectionClosed):
            while not hearing.done():
                for _ in range(20):
                    await self.say(message)
                await asyncio.sleep(0.02)
        return await hearing


@pytest.fixture(scope="session")
def served_folder() -> Path:
    """A run directory with a migrated database, for servers that are processes of their own."""
    folder = RUN_DIR / "served"
    folder.mkdir()
    if databases.SERVER:
        databases.create("served")
    settings = environment(folder, folder / "redis.sock", 0)
    settings["PORT"] = ""
    for arguments in (["migrate", "--verbosity", "0"], ["shell", "--verbosity", "0", "--command", FILL]):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=settings, check=True)
    return folder


@pytest.fixture(scope="session")
def served_redis(served_folder: Path) -> Iterator[Path]:
    """A Redis that no other test empties."""
    process = start_redis(served_folder / "redis.sock")
    yield served_folder / "redis.sock"
    process.terminate()
    process.wait()


@pytest.fixture(scope="session", params=list(COMMANDS))
def server(request: pytest.FixtureRequest, served_folder: Path, served_redis: Path) -> Iterator[Served]:
    """The application on our server, on stock Daphne and on uvicorn, one after the other."""
    yield from Served.start(COMMANDS[request.param], served_folder, served_redis).until_the_end()


@pytest.fixture(scope="session")
def ours(served_folder: Path, served_redis: Path) -> Iterator[Served]:
    yield from Served.start(COMMANDS["ours"], served_folder, served_redis).until_the_end()


@pytest.fixture
async def worker(served_redis: Path) -> AsyncIterator[Worker]:
    worker = Worker(served_redis)
    await worker.forget_visits()
    worker.talk()
    yield worker
    await worker.close()


async def is_heard(served: Served, worker: Worker) -> None:
    """Returns once the server has heard the worker without a doubt: while nobody spoke it may have joined anew."""
    async with served.browser("?symbols=MSFT") as browser:
        await browser.next("snapshot")
        message: Mapping[str, Any] = {}
        while message.get("type") != "quotes":
            await worker.publish(quote("MSFT"))
            message = await browser.next("quotes", "snapshot")


@pytest.fixture
async def heard(server: Served, worker: Worker) -> Worker:
    """The worker, once the server has heard it."""
    await is_heard(server, worker)
    return worker
