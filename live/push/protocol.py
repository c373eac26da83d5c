"""The WebSocket side of our server: texts that go to many are made a frame once, and written at once.

Offered to the application as an ASGI scope extension (see line.py). Whatever is out of the ordinary (a closing, a text
of the application's own `send`) takes Autobahn's own way.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from daphne.server import twisted_loop  # noqa: F401 - before anything of Twisted's: it installs the asyncio reactor
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.tcp import Connection

from live.limits.rate import MESSAGES_PER_SECOND, Allowance
from live.limits.refusals import Limit, note
from live.push.compression import agree
from live.push.fan_out import Member, backlog, leaving, put, together, write

TOO_MANY_FRAMES = 4008
# What the factory decides for all its sockets, by Autobahn's names.
OPTIONS = tuple(WebSocketProtocol.CONFIG_ATTRS)
# https://www.rfc-editor.org/rfc/rfc6455#section-5.5.2, and how browsers answer it: masked, with four bytes of mask.
PING, PONG, PONG_LENGTH = b"\x89\x00", b"\x8a\x80", 6


def _unheard(data: bytes) -> None:
    """What comes from somebody who is no longer listened to."""


class LiveProtocol(WebSocketProtocol):
    # Autobahn copies its 26 options into every socket and prints them prettily for a debug line that nobody reads: a
    # third of a handshake. They are the class's here, set once.
    CONFIG_ATTRS = ()
    _configured_by: Any = None
    # Whether compressed frames are agreed to with browsers that offer it.
    compresses = False
    # How much each may say.
    frames_per_second = MESSAGES_PER_SECOND
    # Whether a ping went out since anything was heard.
    _asked = False

    def _connectionMade(self) -> None:  # noqa: N802 - Autobahn's name
        if LiveProtocol._configured_by is not self.factory:
            LiveProtocol._configured_by = self.factory
            for name in OPTIONS:
                value = getattr(self.factory, name)
                setattr(LiveProtocol, name, staticmethod(value) if callable(value) else value)
            if self.compresses:
                LiveProtocol.perMessageCompressionAccept = staticmethod(partial(agree, most=self.maxMessagePayloadSize))
        super()._connectionMade()
        self._allowance = Allowance.of_messages(time.monotonic(), self.frames_per_second)

    def extension(self) -> dict[str, Callable[..., Any]]:
        return {
            "write": self.write_shared,
            "backlog": self.backlog,
            "close": self.close_in_words,
            "abort": self.abort,
            "member": self.member,
            "together": together,
        }

    def onConnect(self, request: Any) -> Any:  # noqa: N802 - Autobahn's name
        # A message that is too big is answered with a code, not by hanging up: a browser would only come back.
        self.failByDrop = False
        return super().onConnect(request)

    def onFrameBegin(self) -> None:  # noqa: N802 - Autobahn's name
        if self._allowance.spend(time.monotonic()):
            super().onFrameBegin()
            return
        # From here on it is not listened to, nor to what came with this. It is read all the same, so that it learns
        # why; a second later Autobahn hangs up.
        note(Limit.MESSAGES)
        self.data = b""
        self.dataReceived = _unheard  # type: ignore[method-assign]
        super().onFrameBegin()
        self.close_in_words(TOO_MANY_FRAMES, "Too many messages.")

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """As in Autobahn, without the colours of a debug line that nobody reads. A pong that was asked for says all by
        coming; any other is a frame like others, and counts."""
        asked, self._asked = self._asked, False
        alone = len(data) == PONG_LENGTH and self.state == self.STATE_OPEN and self.current_frame is None
        if not (asked and alone and data.startswith(PONG) and not self.data):
            self._dataReceived(data)

    def ask(self) -> None:
        """Ping; who has said nothing since the last one is gone, or never reads. Daphne's own would ask all at once."""
        if self._asked:
            self.onAutoPingTimeout()
        elif self.state == self.STATE_OPEN:
            self._asked = True
            member = self.member()
            if member is None:
                self.sendPing()
            else:
                _, transport, send, _ = member
                put(transport, send, PING)

    def check_timeouts(self) -> None:
        """What Daphne looks at every 2 s; of an open socket there is nothing left to look at."""
        if self.state != self.STATE_OPEN:
            super().check_timeouts()

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:  # noqa: N802
        """As in Autobahn, but without the colours of a debug line that nobody reads."""
        if sync or chopsize or self.send_queue:
            super().sendData(data, sync, chopsize)
        else:
            self.transport.write(data)

    def sendCloseFrame(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 - Autobahn's name
        super().sendCloseFrame(*args, **kwargs)
        if self.state == self.STATE_CLOSING:
            leaving.add(self.transport)

    def onOpen(self) -> None:  # noqa: N802 - Autobahn's name
        super().onOpen()
        self.server.pings.join(self)

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 - Twisted's name
        if hasattr(self, "server"):
            self.server.pings.leave(self)
        leaving.discard(self.transport)
        super().connectionLost(reason)

    def onClose(self, *args: Any) -> None:  # noqa: N802 - Autobahn's name
        # Of a handshake that was none Daphne never heard, and would log an error of its own.
        if hasattr(self, "server"):
            super().onClose(*args)

    def member(self) -> Member | None:
        """This socket among those that are written to together; None when it takes Autobahn's way."""
        transport = self.transport
        if not isinstance(transport, Connection) or transport.socket is None or self.send_queue:
            return None
        return (self, transport, transport.socket.send, self._perMessageCompress is not None)

    def write_shared(self, text: str) -> int:
        """Send a text; gives the bytes that the network has not taken yet."""
        if self.state != self.STATE_OPEN:
            return 0
        member = self.member()
        if member is None:
            self.sendMessage(text.encode(), False)
            return self.backlog()
        return write(member, text)

    def backlog(self) -> int:
        return backlog(self.transport)

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
