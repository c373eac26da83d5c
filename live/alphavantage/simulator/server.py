"""The simulator as a server: `/query` is the provider, `/control/` is for those who test with it."""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from live import clock
from live.alphavantage.simulator import control, refusals, wire
from live.alphavantage.simulator.provider import Provider
from live.alphavantage.simulator.reply import Reply
from live.alphavantage.simulator.wire import BadRequest, Request


async def serve(provider: Provider, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT. `ready` is told the address; port 0 is any free one. Raises OSError."""
    # One thread: requests are answered in turn, the catalogue is read outside the event loop, and its database
    # connection stays in one place.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="provider") as worker:
        connections = _Connections(provider, worker)
        server = await asyncio.start_server(connections.serve, host, port, limit=wire.MAX_HEAD)
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        bound = server.sockets[0].getsockname()[1]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{bound}")
        await stopped.wait()
        server.close()
        await connections.end()


class _Connections:
    def __init__(self, provider: Provider, worker: ThreadPoolExecutor) -> None:
        self._provider, self._worker = provider, worker
        self._open: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in one
        self._open.add(task)
        # Cancelled is what `end` does to it, and the last thing that happens here.
        try:
            with contextlib.suppress(ConnectionError, BadRequest, asyncio.CancelledError):
                while (request := await wire.read(reader)) is not None:
                    if not await wire.write(writer, request, await self._reply(request)):
                        break
        finally:
            self._open.discard(task)
            writer.close()

    async def end(self) -> None:
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _reply(self, request: Request) -> Reply:
        now = clock.now().timestamp()
        reply = await asyncio.get_running_loop().run_in_executor(self._worker, self._answer, request, now)
        if reply.delay:
            await asyncio.sleep(reply.delay)
        return reply

    def _answer(self, request: Request, now: float) -> Reply:
        if request.path.startswith("/control/"):
            return control.reply(self._provider, request)
        if (request.method, request.path) != ("GET", "/query"):
            return Reply.page(refusals.NOT_FOUND_PAGE, "not_found", status=404)
        if not request.accepts("application/json"):
            return Reply.json(refusals.NOT_ACCEPTABLE, "not_acceptable", status=406)
        return self._provider.reply(request.parameters, now)
