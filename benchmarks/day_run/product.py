"""The product and the simulator as processes, on one clock, in a folder and with a Redis of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.day_run.spans import Run
from live.clock import Clock
from stocker.up.processes import commands
from stocker.up.redis_server import OwnRedis, of_this_environment

ROOT = Path(__file__).resolve().parents[2]
# The simulator stands where the provider does: what is shown is called by the names that real prices have.
KEY = "RECORDED12345678"
SEED = 7
STOP_SECONDS = 20
# What else an operator may have set, in the environment or in `.env`; empty is unset.
UNSET = ("ALPHAVANTAGE_BULK", "POLL_SECONDS", "DATABASE_URL", "HOST", "ALLOWED_HOSTS", "TRUSTED_ORIGINS", "DEBUG")


class Product:
    """`start` begins a part of the run; `stop` ends its processes and leaves Redis and the database for the next."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder, self.run = folder, run
        self.port, self._simulator_port = _free_port(), _free_port()
        self.simulator_url = f"http://127.0.0.1:{self._simulator_port}"
        self._redis: OwnRedis = of_this_environment(folder / "redis", lambda _: None)
        self._environment = os.environ | dict.fromkeys(UNSET, "") | {
            "RUN_DIR": str(folder),
            "SECRET_KEY": "for a recorded run only",
            "REDIS_URL": f"unix://{self._redis.socket}",
            "PORT": str(self.port),
            "ALPHAVANTAGE_API_KEY": KEY,
            "ALPHAVANTAGE_BASE_URL": self.simulator_url,
            **run.settings,
        }  # fmt: skip
        self._processes: list[subprocess.Popen[bytes]] = []

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """With its Redis running, its database made and the starting catalogue loaded."""
        self._redis.start()
        try:
            for command in ("migrate", "load_starting_catalogue"):
                subprocess.run(
                    [sys.executable, "manage.py", command, "--verbosity", "0"],
                    cwd=ROOT,
                    env=self._environment | {"CLOCK": "real"},
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            yield
        finally:
            self.stop()
            self._redis.end()

    def start(self, clock: str) -> Clock:
        """Start everything on this clock, which begins now."""
        origin = self.folder / "clock-origin"
        origin.unlink(missing_ok=True)
        simulate = [sys.executable, "manage.py", "simulate_alphavantage", "--port", str(self._simulator_port)]
        simulate += ["--plan", self.run.simulator, "--seed", str(SEED), "--hours", "exchange"]
        if self.run.late:
            simulate += ["--fault", f"late_close seconds={self.run.late_seconds} symbols={','.join(self.run.late)}"]
        found = Clock.parse(clock, origin)
        for name, command in {"simulator": simulate, **commands(None)}.items():
            with (self.folder / f"{name}.log").open("ab") as log:
                self._processes.append(
                    subprocess.Popen(
                        command, cwd=ROOT, env=self._environment | {"CLOCK": clock}, stdout=log, stderr=log
                    )
                )
        return found

    def stop(self) -> None:
        """End the product, and then the simulator, which was started first."""
        simulator, product = self._processes[:1], self._processes[1:]
        for some in (product, simulator):
            self._end(some)
        self._processes = []

    def _end(self, processes: list[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def requests(self) -> list[dict[str, Any]]:
        """What the simulator was asked since it was started."""
        found: list[dict[str, Any]] = httpx.get(f"{self.simulator_url}/control/requests", timeout=30).json()
        return found

    def running(self) -> bool:
        return all(process.poll() is None for process in self._processes)

    def wait_until_it_serves(self) -> None:
        """Raises RuntimeError when it does not within a minute."""
        until = time.monotonic() + 60
        while self.running() and time.monotonic() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/healthz").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError(
            "the product does not serve:\n" + "\n".join(f.read_text() for f in self.folder.glob("*.log"))
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
