"""Commands as they stand in the files for operators, run without a container or a service manager."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx
import websockets

from tests.environment import ROOT

VENV = Path(sys.prefix)
PATIENCE = 120.0


class Commands:
    """Shell lines in one folder with one environment; what still runs at the end of the block is ended in good order.

    The environment is the machine's bare one and `settings`: no setting of the tests' own gets in.
    """

    def __init__(self, folder: Path, logs: Path, **settings: str) -> None:
        self.folder, self._logs = folder, logs
        logs.mkdir(parents=True, exist_ok=True)
        path = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self.environment = {
            "PATH": path,
            "HOME": str(logs),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            **settings,
        }
        self.running: list[tuple[subprocess.Popen[bytes], Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process, _log in reversed(self.running):
            self.end(process)

    def run(self, line: str | list[str], **settings: str) -> str:
        """To its end, which must be a good one; what it printed."""
        done = subprocess.run(
            line if isinstance(line, list) else ["bash", "-euc", line],
            cwd=self.folder,
            env=self.environment | settings,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 3,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, line: str | list[str], **settings: str) -> subprocess.Popen[bytes]:
        log = self._logs / f"{len(self.running)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                line if isinstance(line, list) else ["bash", "-euc", f"exec {line}" if "&&" not in line else line],
                cwd=self.folder,
                env=self.environment | settings,
                stdout=output,
                stderr=output,
            )
        self.running.append((process, log))
        return process

    def end(self, process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def logs(self) -> str:
        return "\n".join(log.read_text() for _, log in self.running)

    def succeeds(self, line: str | list[str], **settings: str) -> None:
        """Returns when the command, tried again and again as a health check is, ends well."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.run(line, **settings)
            except AssertionError:
                assert time.monotonic() < until, self.logs()
                time.sleep(0.5)
            else:
                return

    def answers(self, url: str, **options: Any) -> httpx.Response:
        """The first answer that is no refusal to connect."""
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(httpx.TransportError):
                return httpx.get(url, **options)
            assert time.monotonic() < until, self.logs()
            time.sleep(0.1)


async def price_on(url: str, **options: Any) -> float:
    """The first price that a socket is sent."""
    async with asyncio.timeout(PATIENCE), websockets.connect(url, open_timeout=PATIENCE, **options) as socket:
        while True:
            message = json.loads(await socket.recv())
            for quote in message.get("quotes", ()):
                if quote["price"] is not None:
                    return float(quote["price"])


def code(folder: Path) -> Path:
    """A copy of what runs, without what was written at run time."""
    names = ("manage.py", "stocker", "tickers", "live", "templates", "static")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder
