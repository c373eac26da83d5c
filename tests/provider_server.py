"""A local web server in the provider's place that answers what a test tells it to, also what no server should.

It speaks raw sockets in threads, so that it can cut, stall, reset and garble.
"""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

# Nothing in a test waits for a server longer than this; seconds.
PATIENCE = 10.0
# How soon the server's threads see that the test is over; seconds.
GLANCE = 0.02


@dataclass(frozen=True)
class Request:
    """What was asked: the path, its parameters, the headers with names in lower case, and when (monotonic seconds)."""

    target: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float


@dataclass(frozen=True)
class Answer:
    """One answer. `body` may be bytes, text, a value to be sent as JSON, or what gives pieces, each sent as a chunk."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    before: float = 0.0  # seconds of silence before the first byte
    between: float = 0.0  # seconds of silence after each piece
    missing: int = 0  # the length promises so many bytes more than come
    reset: bool = False  # the connection is reset where the answer should end
    raw: bytes | None = None  # sent in place of an answer, and the connection closed

    def pieces(self) -> Iterable[bytes]:
        """A list when the length is known, else an iterator."""
        match self.body:
            case bytes():
                return [self.body]
            case str():
                return [self.body.encode()]
            case dict() | list():
                return [json.dumps(self.body, indent=4).encode()]
        return iter(self.body())


class ProviderServer:
    """Answers every request with `answer`, or with what it returns for the request when it is callable."""

    def __init__(self) -> None:
        self.answer: Answer | Callable[[Request], Answer] = Answer(status=404)
        self.requests: list[Request] = []
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self._listener.settimeout(GLANCE)
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def stop(self) -> None:
        """No more answers, and nobody listens at the address."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE)
        self._listener.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError):
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits 40 ms for an ACK
        connection.settimeout(GLANCE)
        with connection, suppress(OSError):
            for request in self._requests_of(connection):
                self.requests.append(request)
                answer = self.answer(request) if callable(self.answer) else self.answer
                if not self._send(connection, answer):
                    return

    def _requests_of(self, connection: socket.socket) -> Iterator[Request]:
        held = b""
        while not self._over.is_set():
            try:
                piece = connection.recv(65_536)
            except TimeoutError:
                continue
            if not piece:
                return
            held += piece
            while b"\r\n\r\n" in held:
                head, held = held.split(b"\r\n\r\n", 1)
                yield _request(head.decode("latin-1"))

    def _send(self, connection: socket.socket, answer: Answer) -> bool:
        """Whether the connection may be used again."""
        connection.settimeout(PATIENCE)
        self._over.wait(answer.before)
        if answer.raw is not None:
            connection.sendall(answer.raw)
            return False
        pieces = answer.pieces()
        chunked = not isinstance(pieces, list)
        headers = {"Content-Type": answer.content_type} | answer.headers
        if chunked:
            headers["Transfer-Encoding"] = "chunked"
        else:
            headers["Content-Length"] = str(sum(map(len, pieces)) + answer.missing)
        lines = [f"HTTP/1.1 {answer.status} Told", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        for piece in pieces:
            if self._over.is_set():
                return False
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            self._over.wait(answer.between)
        if answer.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if answer.missing:
            return False
        if chunked:
            connection.sendall(b"0\r\n\r\n")
        connection.settimeout(GLANCE)
        return True


def _request(head: str) -> Request:
    first, *lines = head.split("\r\n")
    target = first.split(" ")[1]
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request(target=target, path=parts.path, query=query, headers=headers, at=time.monotonic())


@pytest.fixture
def provider_server() -> Iterator[ProviderServer]:
    """A server of the test's own on a free port. Set its `answer`; read its `requests`."""
    server = ProviderServer()
    yield server
    server.stop()
