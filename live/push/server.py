"""Our web server: Daphne, with the protocol that shares frames and a shutdown that tells the browsers."""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from daphne.server import Server as Daphne
from daphne.server import twisted_loop
from daphne.ws_protocol import WebSocketFactory
from twisted.internet import reactor as installed
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import quoteStringArgument
from twisted.internet.tcp import Server as Connection

from live.limits.rate import MESSAGES_PER_SECOND
from live.push import timing
from live.push.gate import Gate
from live.push.line import EXTENSION
from live.push.pings import Pings
from live.push.protocol import LiveProtocol
from live.push.requests import MAX_BYTES
from live.push.strangers import Strangers

logger = logging.getLogger(__name__)
reactor: Any = installed

# A web restart brings every browser back at once; the usual backlog of 50 would lose most of them for seconds.
BACKLOG = 4096
# So many unsent bytes of a connection the kernel keeps, by an option that new connections inherit; by itself it would
# keep over a megabyte for each that does not read. https://man7.org/linux/man-pages/man7/tcp.7.html
UNSENT = 128 * 1024
# Frames are counted too, for most need not be messages: pings, and fragments of a message that never ends. A socket
# that says only messages is told so in words first.
FRAMES_PER_MESSAGE = 2
# How long a page may take; seconds.
REQUEST_SECONDS = 60
# How long a shutdown waits for the browsers to take their leave; seconds.
LEAVE_SECONDS = 1.0
# And for the pages that are being made.
PAGE_SECONDS = 5.0
# How often it looks whether they have gone; seconds.
GLANCE = 0.02


_stopping = threading.Lock()


def stop() -> None:
    """End this process's server in good order; from any thread, or at a signal.

    Once more changes nothing: Twisted would tell of an error.
    """
    if _stopping.acquire(blocking=False):
        reactor.callFromThread(reactor.stop)


class Server(Daphne):
    """Serves `application` at `host` and `port`. `before_stop` ends what the sockets live by.

    `ready` is called when it listens; with `listening`, a file descriptor, it does so at a socket that was opened
    already. `max_bytes` and `messages_per_second` are what one socket may say. It takes no header's word for addresses
    and paths.
    """

    def __init__(
        self,
        application: Any,
        host: str,
        port: int,
        before_stop: Callable[[], Awaitable[None]],
        ready: Callable[[], None],
        listening: int | None = None,
        compress: bool = False,
        max_bytes: int = MAX_BYTES,
        messages_per_second: int = MESSAGES_PER_SECOND,
        ping_every: float | None = None,
    ) -> None:
        super().__init__(
            application,
            endpoints=[f"tcp:port={port}:interface={quoteStringArgument(host)}:backlog={BACKLOG}"],
            http_timeout=REQUEST_SECONDS,
            websocket_timeout=-1,
            websocket_max_message_size=max_bytes,
            websocket_max_frame_size=max_bytes,
            ready_callable=ready if listening is None else None,
            signal_handlers=False,
            server_name="stocker",
        )
        self.patience, self.last_answers = timing.installed().patience, timing.installed().last_answers
        self.leaves = False
        self._strangers: list[Strangers] = []
        self._before_stop = before_stop
        self._ports: list[Any] = []
        self._ready = ready
        self.pings = Pings(twisted_loop, ping_every or timing.installed().keepalive)
        LiveProtocol.compresses = compress
        LiveProtocol.frames_per_second = FRAMES_PER_MESSAGE * messages_per_second
        if listening is not None:
            self.endpoints: list[str] = []
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            reactor.callWhenRunning(lambda: self._adopt(listening, family))

    def _adopt(self, listening: int, family: int) -> None:
        self.listen_success(reactor.adoptStreamPort(listening, family, self.http_factory))
        self._ready()

    def run(self) -> None:
        WebSocketFactory.protocol = LiveProtocol
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop())
        super().run()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        scope["root_path"] = self.root_path
        if isinstance(protocol, LiveProtocol):
            scope["extensions"] = {EXTENSION: protocol.extension()}
        return super().create_application(protocol, scope)

    def listen_success(self, port: Any) -> None:
        super().listen_success(port)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            port.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
        port.factory = Strangers(port.factory, self.patience)
        self._strangers.append(port.factory)
        Gate(port)
        self._ports.append(port)
        self.pings.begin()

    def timeout_checker(self) -> None:
        super().timeout_checker()
        for strangers in self._strangers:
            strangers.hang_up_on_the_silent()

    def kill_all_applications(self) -> Deferred[Any]:
        """Before Daphne cancels what still runs, whoever comes finds the next process at this port, the sockets are
        closed in words and have a moment to go, and pages that are being made are finished."""
        self.leaves = True
        for port in self._ports:
            port.stopListening()
        return Deferred.fromFuture(asyncio.ensure_future(self._end()))

    async def _end(self) -> None:
        try:
            await self._before_stop()
        except Exception:
            logger.exception("the sockets could not be closed in order")
        sockets = self._running(LiveProtocol)
        if sockets:
            await asyncio.wait(sockets, timeout=LEAVE_SECONDS)
        await self._answer_for_the_last_time()
        pages = self._running(object)
        if pages:
            await asyncio.wait(pages, timeout=PAGE_SECONDS)
        rest = self._running(object)
        for task in rest:
            task.cancel()
        if rest:
            await asyncio.wait(rest, timeout=LEAVE_SECONDS)

    async def _answer_for_the_last_time(self) -> None:
        """Over a connection that is kept another request may come at any moment, and would be lost if that were cut.
        For a while it is answered, and told that it was the connection's last."""
        until = twisted_loop.time() + self.last_answers
        while twisted_loop.time() < until and self._keeps_connections():  # noqa: ASYNC110 - nobody tells of their end
            await asyncio.sleep(GLANCE)

    @staticmethod
    def _keeps_connections() -> bool:
        open_ones = (one for one in reactor.getReaders() if isinstance(one, Connection))
        return any(not isinstance(one.protocol, LiveProtocol) for one in open_ones)

    def _running(self, kind: type) -> list[asyncio.Future[None]]:
        """The applications of that kind of connection that have not ended."""
        tasks = [
            details["application_instance"]
            for protocol, details in self.connections.items()
            if isinstance(protocol, kind) and "application_instance" in details
        ]
        return [task for task in tasks if not task.done()]
