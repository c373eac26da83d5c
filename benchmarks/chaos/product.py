"""The whole product as an operator starts it, `manage.py up`, with proxies of ours before its Redis and its provider.

Redis and the simulator are started here, for the proxies' sake, and kept as `up` keeps its own: one that dies is
started again, Redis after half a second, the simulator after one.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.chaos.processes import Found, descendants
from benchmarks.day_run.product import ROOT, UNSET
from stocker.up.ports import free
from stocker.up.redis_server import OwnRedis, of_this_environment

SEED = 7
WEB_PROCESSES = 2
START_SECONDS = 90
STOP_SECONDS = 30

# All sockets and requests come from one address.
NO_LIMITS = dict.fromkeys(
    (
        "SOCKETS_PER_SESSION",
        "SOCKETS_PER_ADDRESS",
        "NEW_SOCKETS_PER_SECOND",
        "SEARCHES_PER_MINUTE",
        "POSTS_PER_MINUTE",
    ),
    "0",
)
# The largest plan, one ticker a request: so the budget is spent to its end all the time.
SETTINGS = {
    "ALPHAVANTAGE_PLAN": "1200",
    "ALPHAVANTAGE_BULK": "no",
    "POLL_SECONDS": "1",
    "WEB_PROCESSES": str(WEB_PROCESSES),
    **NO_LIMITS,
}


class Network:
    """One proxy: what lies `behind` it, and the words that it is told."""

    def __init__(self, behind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.chaos.proxy", behind],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._answer())

    def become(self, state: str) -> None:
        self._tell(state)

    def count(self) -> list[float]:
        """When requests passed, since this was asked last; Unix seconds."""
        found: list[float] = json.loads(self._tell("count"))
        return found

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _tell(self, word: str) -> str:
        assert self._process.stdin is not None  # noqa: S101 - it was opened above
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout.readline()


class Product:
    """`environment` is added to the product's, not to the simulator's, which stands for somebody else's machine;
    `settings` are both's."""

    def __init__(
        self,
        folder: Path,
        run_dir: Path,
        environment: Mapping[str, str],
        settings: Mapping[str, str] = SETTINGS,
    ) -> None:
        self.folder, self.run_dir = folder, run_dir
        self.port, self._simulator_port = free(0), free(0)
        self.log = folder / "product.log"
        self._added, self._settings = dict(environment), dict(settings)
        self._redis: OwnRedis = of_this_environment(run_dir / "redis", lambda _: None)
        self._bare = os.environ | dict.fromkeys((*UNSET, "CLOCK", "ALPHAVANTAGE_API_KEY", "ALPHAVANTAGE_BASE_URL"), "")
        self._simulator: subprocess.Popen[bytes] | None = None
        self._up: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        """From its first page on, until it is ended in good order."""
        self.run_dir.mkdir(parents=True, exist_ok=True)
        try:
            with _environment(self._added):
                self._redis.start()
                self._redis.keep()
            self.to_redis = Network(f"unix:{self._redis.socket}")
            self.to_provider = Network(f"127.0.0.1:{self._simulator_port}")
            self._environment = self._bare | self._settings | {
                "RUN_DIR": str(self.run_dir),
                "PORT": str(self.port),
                "SECRET_KEY": "for a run of chaos only",
                "REDIS_URL": f"redis://127.0.0.1:{self.to_redis.port}/0",
                "SIMULATOR_URL": f"http://127.0.0.1:{self.to_provider.port}",
            }  # fmt: skip
            with self.log.open("ab") as log:
                self._up = subprocess.Popen(
                    [sys.executable, "manage.py", "up"],
                    cwd=ROOT,
                    env=self._environment | self._added,
                    stdout=log,
                    stderr=log,
                )
            self._wait_until_it_serves()
            self._give_simulator_its_own()
            threading.Thread(target=self._keep_simulator, daemon=True).start()
            yield
        finally:
            self._end()

    @property
    def redis_pid(self) -> int:
        return self._redis._pid

    @property
    def redis_socket(self) -> Path:
        return self._redis.socket

    @property
    def simulator_pid(self) -> int:
        return self._simulator.pid if self._simulator else 0

    def processes(self) -> list[Found]:
        """Everything that `up` has started, and what that has started."""
        return descendants(self._up.pid) if self._up else []

    def take_record(self) -> list[dict[str, Any]]:
        """What the simulator was asked since this was called last; nothing when it does not answer."""
        try:
            answer = httpx.delete(f"http://127.0.0.1:{self._simulator_port}/control/requests", timeout=5)
        except httpx.TransportError:
            return []
        found: list[dict[str, Any]] = answer.json()
        return found

    def provider_answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self._simulator_port}/control/health", timeout=1).is_success
        except httpx.TransportError:
            return False

    def get(self, path: str, seconds: float = 5) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=seconds)

    def _wait_until_it_serves(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._up is not None and self._up.poll() is None:
            try:
                if self.get("/healthz").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise RuntimeError(f"the product does not serve:\n{self.log.read_text()}")

    def _give_simulator_its_own(self) -> None:
        """A database with the catalogue: a disk of ours that is full, or slow, is not the provider's."""
        place = self.folder / "provider"
        place.mkdir(exist_ok=True)
        file = "db.sqlite3"
        with closing(sqlite3.connect(self.run_dir / file)) as ours, closing(sqlite3.connect(place / file)) as theirs:
            ours.backup(theirs)
        self._provider_s = self._environment | {"RUN_DIR": str(place)}

    def _keep_simulator(self) -> None:
        command = [sys.executable, "manage.py", "simulate_alphavantage"]
        command += ["--port", str(self._simulator_port), "--plan", "1200", "--seed", str(SEED)]
        while not self._ending.is_set():
            with (self.folder / "simulator.log").open("ab") as log:
                self._simulator = subprocess.Popen(command, cwd=ROOT, env=self._provider_s, stdout=log, stderr=log)
            while self._simulator.poll() is None and not self._ending.wait(0.1):
                pass
            self._ending.wait(1)

    def _end(self) -> None:
        self._ending.set()
        if self._up is not None:
            self._up.send_signal(signal.SIGTERM)
            try:
                self._up.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._up.kill()
                self._up.wait()
        if self._simulator is not None:
            self._simulator.kill()
            self._simulator.wait()
        self._redis.end()
        for network in (getattr(self, "to_redis", None), getattr(self, "to_provider", None)):
            if network is not None:
                network.end()


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    """For what is started by a part of the product that gives its children this process's environment."""
    before = {name: os.environ.get(name) for name in added}
    os.environ.update(added)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
