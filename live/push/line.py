"""How texts reach browsers, whatever server is underneath.

Our server offers an ASGI scope extension (see protocol.py); elsewhere the application's own `send` is used.
Either way nobody waits for a slow reader: `write` returns at once and says how much has not left yet.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

EXTENSION = "stocker.shared_frame"

WriteToAll = Callable[[str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Line:
    """`write(text)` and `backlog()` give the bytes, about, that have not left yet.

    Where the server can write one text to many, `member()` is this one among them (None while it must be written to
    alone), and `together(members)` writes to them all: given a text it gives which of them have bytes that have not
    left, and how many.
    """

    write: Callable[[str], int]
    backlog: Callable[[], int]
    close: Callable[[int, str], None]
    abort: Callable[[], None]
    member: Callable[[], Any | None] = lambda: None
    together: Callable[[Sequence[Any]], WriteToAll] | None = None

    @classmethod
    def of(cls, scope: Mapping[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> Self:
        """The best line that this connection's server offers."""
        extension = (scope.get("extensions") or {}).get(EXTENSION)
        if extension is not None:
            return cls(**extension)
        plain = PlainSends(send)
        return cls(plain.write, plain.backlog, plain.close, plain.abort)


class PlainSends:
    """Sends in order by a task that lives while something waits: `send` may wait for the reader, others must not."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: deque[dict[str, Any]] = deque()
        self._unsent = 0
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def write(self, text: str) -> int:
        if not self._closed:
            self._unsent += len(text)
            self._put({"type": "websocket.send", "text": text})
        return self._unsent

    def backlog(self) -> int:
        return self._unsent

    def close(self, code: int, reason: str) -> None:
        if not self._closed:
            self._closed = True
            self._put({"type": "websocket.close", "code": code, "reason": reason})

    def abort(self) -> None:
        """ASGI has no way to hang up: stop sending, and leave the rest to the server's ping timeout."""
        self._closed = True
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _put(self, message: dict[str, Any]) -> None:
        self._waiting.append(message)
        if self._task is None:
            self._task = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting:
                message = self._waiting.popleft()
                await self._send(message)
                self._unsent -= len(message.get("text", ""))
        except (OSError, RuntimeError):
            # The browser is gone, or the server closed the socket itself: the disconnect is on its way.
            self._closed = True
            self._waiting.clear()
        finally:
            self._task = None
