"""A server on its core, listening, and what it costs."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.push import costs
from benchmarks.push.cores import on_server_core
from benchmarks.push.designs import ROOT, Design, Place

START_SECONDS = 60.0
STOP_SECONDS = 15.0
# A server is at rest when it used less than this part of a core for a moment.
RESTING = 0.04
MOMENT = 0.25


@dataclass
class Server:
    pid: int

    def cpu_seconds(self) -> float:
        return costs.cpu_seconds(self.pid)

    def resident_bytes(self) -> int:
        return costs.resident_bytes(self.pid)

    async def at_rest(self, patience: float = 60.0) -> float:
        """Returns, with the CPU seconds until then, when what it was given to do is done."""
        until = time.monotonic() + patience
        before = self.cpu_seconds()
        while time.monotonic() < until:
            await asyncio.sleep(MOMENT)
            after = self.cpu_seconds()
            if after - before < RESTING * MOMENT:
                return after
            before = after
        return before


@asynccontextmanager
async def serving(design: Design, place: Place, to_rest: bool = True) -> AsyncIterator[Server]:
    """Entered when it listens, and rests unless that is not waited for. Raises RuntimeError with the server's own words
    when it does not start."""
    log = place.folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: ASYNC220 - it takes a millisecond, before anything is measured
            on_server_core(design.command(place)),
            cwd=ROOT,
            env=place.environment(DJANGO_SETTINGS_MODULE="stocker.settings", **dict(design.settings)),
            stdout=output,
            stderr=output,
        )
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", place.port), 0.5):
                break
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{design.name} does not start: {log.read_text()[-2000:]}")
            await asyncio.sleep(0.1)
        server = Server(process.pid)
        if to_rest:
            await server.at_rest()
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
