"""The load client: one compiled process for all sockets of a measurement, and what it says."""

import asyncio
import contextlib
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from benchmarks.push.compiling import compiled
from benchmarks.push.cores import on_client_core

MARKER = '"volume":'


class Client:
    """`count` sockets that are open when this is entered. Times are nanoseconds of the clock that was chosen."""

    def __init__(
        self, folder: Path, port: int, paths: Sequence[str], count: int, clock: str = "mono", reading: str = "read",
        marker: str = MARKER,
    ) -> None:  # fmt: skip
        file = folder / "paths"
        file.write_text("\n".join(paths) + "\n")
        self._command = ["127.0.0.1", str(port), str(file), str(count), marker, clock, reading]
        self._program = compiled("client", folder)
        self.count = count
        self.opened = self.failed = self.closed = self.bytes = 0
        self.seconds = 0.0
        self.updates: dict[int, tuple[int, int]] = {}  # when sent → how many have it, when the last of them had
        self.back = 0  # when all had a snapshot again, with `again`
        self._waiting: dict[int, asyncio.Future[int]] = {}
        self._connected = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *on_client_core([str(self._program), *self._command]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._say, heard = self._process.stdin, self._process.stdout
        if self._say is None or heard is None:
            raise RuntimeError("the load client has no pipes")
        self._reading = asyncio.create_task(self._read(heard))
        async with asyncio.timeout(120):
            await self._connected.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
        self._reading.cancel()

    def told(self, sent: int) -> None:
        """A frame without a stamp counts for this update from now on."""
        self._say.write(f"sent {sent}\n".encode())

    async def last(self, sent: int, patience: float) -> int | None:
        """When the last socket had the update; None when not all have it after `patience` seconds."""
        if sent in self.updates:
            return self.updates[sent][1]
        waiting = self._waiting[sent] = asyncio.get_running_loop().create_future()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                return await waiting
        return None

    async def end(self) -> None:
        """Take the rest of what it counted: from here on `updates`, `closed` and `bytes` are whole."""
        self._say.write(b"end\n")
        await self._reading

    async def _read(self, heard: asyncio.StreamReader) -> None:
        async for line in heard:
            match line.split():
                case [b"connected", opened, failed, seconds]:
                    self.opened, self.failed, self.seconds = int(opened), int(failed), float(seconds)
                    self._connected.set()
                case [b"update", sent, received, last]:
                    self.updates[int(sent)] = (int(received), int(last))
                    waiting = self._waiting.pop(int(sent), None)
                    if waiting and not waiting.done():
                        waiting.set_result(int(last))
                case [b"back", _, when]:
                    self.back = int(when)
                case [b"closed", closed]:
                    self.closed = int(closed)
                case [b"bytes", count]:
                    self.bytes = int(count)
