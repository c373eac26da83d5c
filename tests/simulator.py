"""The simulator as a process of its own, for tests that ask a provider."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.environment import ROOT, RUN_DIR

# As a busy machine may take; seconds.
START_SECONDS = 120.0
STOP_SECONDS = 60.0


class Simulator:
    """A running simulator. It listens on a free port and has the tests' settings, and `environment` above them."""

    def __init__(
        self,
        *,
        plan: str = "1200",
        seed: int = 7,
        hours: str = "always",
        faults: tuple[str, ...] = (),
        port: int = 0,
        environment: dict[str, str] | None = None,
    ) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), "simulate_alphavantage", "--port", str(port)]
        command += ["--plan", plan, "--seed", str(seed), "--hours", hours]
        for fault in faults:
            command += ["--fault", fault]
        self.errors = Path(RUN_DIR) / f"simulator-{time.monotonic_ns()}.log"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command, env=os.environ | (environment or {}), stdout=subprocess.PIPE, stderr=errors
            )
        self.started = self._first_line()
        self.base_url = self.started.rpartition(" on ")[2]
        self._http = httpx.Client(base_url=f"{self.base_url}/control", timeout=60)

    def requests(self) -> list[dict[str, Any]]:
        """Every request so far: function, symbols, at, outcome."""
        found: list[dict[str, Any]] = self._json("GET", "/requests")
        return found

    def forget_requests(self) -> None:
        self._json("DELETE", "/requests")

    def fault(self, kind: str, **which: Any) -> None:
        """Set a fault; `which` is any of function, symbols, times and seconds."""
        self._json("POST", "/faults", {"kind": kind, **which})

    def faults(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._json("GET", "/faults")
        return found

    def clear_faults(self) -> None:
        self._json("DELETE", "/faults")

    def query(self, function: str, **parameters: str) -> httpx.Response:
        """An answer as anyone gets it over HTTP."""
        asked = {"function": function, "apikey": "any", **parameters}
        return httpx.get(f"{self.base_url}/query", params=asked, timeout=60)

    def stop(self) -> int:
        """End it as a supervisor does; its exit code."""
        self._http.close()
        self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        finally:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()

    def _first_line(self) -> str:
        """What it says once it listens. It says nothing else, so the pipe needs no reader afterwards."""
        output = self.process.stdout
        assert output is not None
        ready, _, _ = select.select([output], [], [], START_SECONDS)
        line = output.readline().decode().strip() if ready else ""
        if " on http://" not in line:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the simulator did not start: {line} {self.errors.read_text()}")
        return line

    def _json(self, method: str, path: str, value: Any = None) -> Any:
        answer = self._http.request(method, path, json=value)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
def simulators() -> Iterator[Callable[..., Simulator]]:
    """Starts simulators, each with its own plan, seed, hours, faults; all are stopped at the test's end."""
    running: list[Simulator] = []

    def start(**options: Any) -> Simulator:
        running.append(Simulator(**options))
        return running[-1]

    yield start
    for simulator in running:
        if simulator.process.poll() is None:
            simulator.stop()


@pytest.fixture
def simulator(simulators: Callable[..., Simulator]) -> Simulator:
    """The simulator with its largest plan: real-time and bulk, 1200 requests a minute."""
    return simulators()
