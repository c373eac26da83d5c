"""The WebSocket side of our server: texts that go to many are made a frame once, and written at once.

Offered to the application as an ASGI scope extension (see line.py). Whatever is out of the ordinary (something is
queued, the connection closes, a compression was agreed) takes Autobahn's own way.
"""

from collections.abc import Callable
from typing import Any

from daphne.server import twisted_loop  # noqa: F401 - before anything of Twisted's: it installs the asyncio reactor
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.tcp import Connection

from live.push.frames import Frames

frames = Frames()


class LiveProtocol(WebSocketProtocol):
    def extension(self) -> dict[str, Callable[..., Any]]:
        return {
            "write": self.write_shared,
            "backlog": self.backlog,
            "close": self.close_in_words,
            "abort": self.abort,
        }

    def onConnect(self, request: Any) -> Any:  # noqa: N802 - Autobahn's name
        # A message that is too big is answered with a code, not by hanging up: a browser would only come back.
        self.failByDrop = False
        return super().onConnect(request)

    def write_shared(self, text: str) -> int:
        """Send a text; gives the bytes that the network has not taken yet."""
        transport = self.transport
        if self.state != self.STATE_OPEN or self.muted:
            return 0
        if self._perMessageCompress is not None or self.send_queue or not isinstance(transport, Connection):
            self.sendMessage(text.encode(), False)
            return self.backlog()
        data = frames.of(text)
        if transport.dataBuffer or transport._tempDataBuffer or not transport.connected or transport.disconnecting:
            transport.write(data)
            return self.backlog()
        # Nothing is queued: the kernel takes it now, without a turn of the reactor to become writable.
        written = transport.writeSomeData(data)
        if not isinstance(written, int) or written < 0:
            written = 0  # the connection is lost, which the reactor finds out by itself
        if written < len(data):
            transport.write(data[written:])
        return len(data) - written

    def backlog(self) -> int:
        transport = self.transport
        if not isinstance(transport, Connection):
            return 0
        return len(transport.dataBuffer) - transport.offset + transport._tempDataLen

    def close_in_words(self, code: int, reason: str) -> None:
        if self.state == self.STATE_OPEN:
            self.sendClose(code=code, reason=reason)

    def abort(self) -> None:
        self.dropConnection(abort=True)

    def handle_reply(self, message: dict[str, Any]) -> None:
        """As in Daphne, but a close carries its reason."""
        if message.get("type") == "websocket.close" and self.state != self.STATE_CONNECTING:
            self.close_in_words(message.get("code") or 1000, message.get("reason") or "")
        elif message.get("type") != "websocket.send" or self.state == self.STATE_OPEN:
            super().handle_reply(message)
