"""A TCP proxy whose network can be slow, cut or refusing; a process of its own, so that nothing else waits for it.

    python -m benchmarks.chaos.proxy unix:/path/of/redis.sock
    python -m benchmarks.chaos.proxy 127.0.0.1:8081

It prints its port, then takes one word a line: `open`, `slow`, `cut`, `refuse`, or `count`, which prints when requests
of HTTP passed since it was asked last (Unix seconds). As in a real network, what was under way when it was cut
arrives once it is whole again, though the sender has closed the connection since; but not if it has reset it.
"""

import asyncio
import contextlib
import json
import socket
import struct
import sys
import time
from collections.abc import Awaitable, Callable

# How late everything is while the network is slow: a round trip takes twice that; seconds.
LATE = 0.3
# https://man7.org/linux/man-pages/man7/socket.7.html: close at once, and tell the other end with a reset.
ABORTS = struct.pack("ii", 1, 0)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Proxy:
    """`connect` opens a connection to what lies behind."""

    def __init__(self, connect: Callable[[], Awaitable[Streams]]) -> None:
        self._connect = connect
        self._open = asyncio.Event()
        self._open.set()
        self._late = 0.0
        self._server: asyncio.Server | None = None
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._passed: list[float] = []

    async def start(self) -> int:
        await self._listen()
        return self._port

    async def become(self, state: str) -> None:
        self._late = LATE if state == "slow" else 0.0
        if state == "cut":
            self._open.clear()
        else:
            self._open.set()
        if state == "refuse":
            await self._refuse()
        else:
            await self._listen()

    def count(self) -> list[float]:
        passed, self._passed = self._passed, []
        return passed

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, backlog=1024)
            self._port = self._server.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        """Nothing listens any more, and what was connected is reset."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._open.wait()
            behind_reader, behind_writer = await self._connect()
        except OSError:
            self._writers.discard(writer)
            _reset(writer)
            return
        there = asyncio.ensure_future(self._pass(reader, behind_writer, counted=True))
        back = asyncio.ensure_future(self._pass(behind_reader, writer, counted=False))
        try:
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (there, back):
                task.cancel()
            self._writers.discard(writer)
            behind_writer.close()
            writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool) -> None:
        """Hand on what comes, in order, each piece as late as the network is; end when either end has gone. A reset
        takes back what is still under way."""
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        writing = asyncio.ensure_future(self._write(due, writer, counted=counted))
        try:
            with contextlib.suppress(OSError):
                while data := await reader.read(65_536):
                    due.put_nowait((time.monotonic() + self._late, data))
                due.put_nowait((time.monotonic() + self._late, b""))
                await writing
        finally:
            writing.cancel()

    async def _write(
        self, due: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter, *, counted: bool
    ) -> None:
        while True:
            at, data = await due.get()
            if (wait := at - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            await self._open.wait()
            if not data:
                return
            if counted and data.startswith(b"GET /query"):
                self._passed.append(time.time())
            with contextlib.suppress(OSError):
                writer.write(data)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORTS)
    writer.transport.abort()


def _connecting(behind: str) -> Callable[[], Awaitable[Streams]]:
    kind, _, rest = behind.partition(":")
    if kind == "unix":
        return lambda: asyncio.open_unix_connection(rest)
    return lambda: asyncio.open_connection(kind, int(rest))


async def _main(behind: str) -> None:
    proxy = Proxy(_connecting(behind))
    _say(await proxy.start())
    words = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(words), sys.stdin)
    while line := (await words.readline()).decode().strip():
        if line == "count":
            _say(proxy.count())
        else:
            await proxy.become(line)
            _say(line)


def _say(value: object) -> None:
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
