"""A way between browsers and a server that can die without a word."""

import asyncio
import contextlib
from typing import Self


class Relay:
    """Passes on what either side says. After `cut` what the connections of that moment carry goes nowhere, and neither
    side is told, as behind a router that forgot them; later ones pass."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ways: list[asyncio.Event] = []
        self._passing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._came, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        for way in self._ways:
            way.set()

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.close()
            return
        cut = asyncio.Event()
        self._ways.append(cut)
        for here, there in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(_pass_on(here, there, cut))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)


async def _pass_on(here: asyncio.StreamReader, there: asyncio.StreamWriter, cut: asyncio.Event) -> None:
    try:
        with contextlib.suppress(ConnectionError):
            while said := await here.read(65_536):
                if not cut.is_set():
                    there.write(said)
                    await there.drain()
        # An end is news too: after a cut it goes nowhere, and the other side waits.
        if cut.is_set():
            await asyncio.Event().wait()
    finally:
        there.close()
