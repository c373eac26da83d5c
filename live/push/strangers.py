"""What has connected and is not yet a page's request or a socket: it may take its time, but not for ever.

Twisted waits for as long as a byte comes each minute, and keeps any body on the disk; Daphne counts a request's time
from when all of it has come. A byte a minute would hold a connection for days, and a body could fill the disk.
"""

import time
from collections import deque
from typing import Any

from daphne.http_protocol import WebRequest

# The largest upload there is: an operator's whole catalogue is some 3 MB.
MOST_BODY = 16 * 1024 * 1024
WORDS = b"A request may have at most 16 MB.\n"
TOO_LARGE = b"\r\n".join(
    (
        b"HTTP/1.1 413 Content Too Large",
        b"Content-Type: text/plain",
        b"Content-Length: %d" % len(WORDS),
        b"Connection: close",
        b"",
        WORDS,
    )
)


class StrangersRequest(WebRequest):
    """A request that must have come within the server's patience, and be of a bearable size."""

    def __init__(self, channel: Any, *args: Any, **kwargs: Any) -> None:
        self._began = time.monotonic()
        self._size = 0
        self._refused = False
        channel.has_begun = True
        super().__init__(channel, *args, **kwargs)

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        if length is not None and length > MOST_BODY:
            self._refuse()
        else:
            super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        self._size += len(data)
        if self._size > MOST_BODY:
            self._refuse()
        elif not self._refused:
            super().handleContentChunk(data)

    def requestReceived(self, *args: Any) -> None:  # noqa: N802 - Twisted's name
        if not self._refused:
            super().requestReceived(*args)

    def process(self) -> Any:
        # It would set where the pages say that they are, and Daphne takes it from anybody.
        self.requestHeaders.removeHeader(b"daphne-root-path")
        if self.server.leaves:
            self.channel.persistent = False
            self.responseHeaders.setRawHeaders(b"connection", [b"close"])
        return super().process()

    def check_timeouts(self) -> None:
        if hasattr(self, "request_start"):
            super().check_timeouts()
        elif self.channel is not None and (self._refused or time.monotonic() - self._began > self.server.patience):
            self.channel.transport.abortConnection()

    def _refuse(self) -> None:
        """Say so at once. What still comes is read for a moment and kept nowhere, or the answer would not arrive."""
        if not self._refused:
            self._refused = True
            self.channel.transport.write(TOO_LARGE)


class Strangers:
    """Stands before a factory of Twisted's: what it makes is a stranger until its first line has come."""

    def __init__(self, factory: Any, patience: float) -> None:
        self._factory = factory
        self._patience = patience
        self._waiting: deque[tuple[float, Any]] = deque()

    def buildProtocol(self, address: Any) -> Any:  # noqa: N802 - Twisted's name
        protocol = self._factory.buildProtocol(address)
        if protocol is not None:
            protocol.requestFactory = StrangersRequest
            self._waiting.append((time.monotonic(), protocol))
        return protocol

    def doStop(self) -> None:  # noqa: N802 - Twisted's name
        self._factory.doStop()

    def hang_up_on_the_silent(self) -> None:
        """To be called now and then."""
        until = time.monotonic() - self._patience
        while self._waiting and self._waiting[0][0] < until:
            channel = self._waiting.popleft()[1]._channel
            if channel.transport is not None and not getattr(channel, "has_begun", False):
                channel.transport.abortConnection()
