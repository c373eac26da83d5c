"""HTTP/1.1 over asyncio's streams, as little as the simulator needs.

The standard library and no ASGI server, because a reply must also be able to break off below HTTP: to end before
its announced length, and to reset its connection.
"""

import asyncio
import gzip
import json
import socket
import struct
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from live.alphavantage.simulator.reply import Ending, Reply

# Bytes of a request's head, and of its body.
MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024


class BadRequest(Exception):
    """What came is no HTTP request that is understood here."""


@dataclass(frozen=True, slots=True)
class Request:
    """Names of headers are in small letters."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises ValueError."""
        return json.loads(self.body)

    @property
    def keeps_alive(self) -> bool:
        return self.headers.get("connection", "").lower() != "close"

    def accepts(self, content_type: str) -> bool:
        """Whether its Accept header, if there is one, allows this type."""
        family = content_type.partition("/")[0]
        wanted = [part.partition(";")[0].strip() for part in self.headers.get("accept", "*/*").split(",")]
        return any(part in ("*/*", f"{family}/*", content_type) for part in wanted)


async def read(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None when the other side is done. Raises BadRequest or ConnectionError."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise BadRequest from error
        return None
    except asyncio.LimitOverrunError as error:
        raise BadRequest from error
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    pairs = [line.partition(":") for line in lines]
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    try:
        method, target, _ = first.split(" ")
        url = urlsplit(target)
        length = int(headers.get("content-length", "0"))
        if not 0 <= length <= MAX_BODY:
            raise BadRequest
        body = await reader.readexactly(length)
    except (ValueError, asyncio.IncompleteReadError) as error:
        raise BadRequest from error
    return Request(method, url.path, dict(parse_qsl(url.query, keep_blank_values=True)), headers, body)


async def write(writer: asyncio.StreamWriter, request: Request, reply: Reply) -> bool:
    """Sends the reply, or what its ending leaves of it; whether the connection may go on. Raises ConnectionError."""
    if reply.ending is Ending.RESET:
        reset(writer)
        return False
    body = reply.body
    headers = {"Content-Type": reply.content_type, "Vary": "Cookie, Origin"}
    if reply.filename is not None:
        headers["Content-Disposition"] = f"attachment; filename={reply.filename}"
    if reply.ending is Ending.CUT:
        headers["Content-Length"] = str(len(body))
        body = body[: len(body) // 2]
    elif reply.content_type == "application/json" and "gzip" in request.headers.get("accept-encoding", ""):
        # The provider sends its JSON so: compressed, and in chunks of no announced length.
        headers |= {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
        packed = gzip.compress(body, compresslevel=1)
        body = f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"
    else:
        headers["Content-Length"] = str(len(body))
    status = HTTPStatus(reply.status)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    await writer.drain()
    return reply.ending is Ending.WHOLE and request.keeps_alive


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends the connection with a reset instead of a farewell."""
    raw = writer.get_extra_info("socket")
    # To linger for no time is to throw away what is unsent and to send RST.
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
