"""Connections that keep to no manners: bytes as they are, where a library would be too polite."""

import asyncio
import contextlib
import struct
from typing import Self

KEY = "AAAAAAAAAAAAAAAAAAAAAA=="
MASK = b"\x00\x00\x00\x00"  # leaves what it masks as it is
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
PATIENCE = 60.0


def frame(
    opcode: int, payload: bytes = b"", *, fin: bool = True, masked: bool = True, length: int | None = None
) -> bytes:
    """One frame as a browser would send it; `length` is what it claims to be long."""
    size = len(payload) if length is None else length
    head = bytes([opcode | (0x80 if fin else 0)])
    flag = 0x80 if masked else 0
    if size < 126:
        head += bytes([flag | size])
    elif size < 65536:
        head += bytes([flag | 126]) + struct.pack("!H", size)
    else:
        head += bytes([flag | 127]) + struct.pack("!Q", size)
    return head + (MASK if masked else b"") + payload


class Raw:
    """A TCP connection; `upgrade` makes it a WebSocket, by hand."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.transport.abort()

    def request(self, path: str, *headers: str, host: str | None = None) -> bytes:
        named = host if host is not None else f"127.0.0.1:{self.port}"
        return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {named}", *headers, "", ""]).encode("latin1")

    async def upgrade(self, path: str = "/ws/live/?symbols=AAPL", *headers: str) -> Self:
        """Returns when the server has agreed; raises what it said otherwise."""
        self.writer.write(
            self.request(
                path,
                "Upgrade: websocket",
                "Connection: Upgrade",
                f"Sec-WebSocket-Key: {KEY}",
                "Sec-WebSocket-Version: 13",
                *headers,
            )
        )
        async with asyncio.timeout(PATIENCE):
            answer = await self.reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(answer.split(b"\r\n")[0].decode())
        return self

    async def send(self, data: bytes) -> None:
        """Returns also when the server hangs up meanwhile."""
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def next_frame(self) -> tuple[int, bytes]:
        """The next frame of the server's. Raises IncompleteReadError or ConnectionError when it has hung up."""
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(size)

    async def close_code(self) -> tuple[int | None, str]:
        """How the server closed it, in its own frame; no code where it just hung up."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            async with asyncio.timeout(PATIENCE):
                while True:
                    opcode, payload = await self.next_frame()
                    if opcode == CLOSE:
                        return struct.unpack("!H", payload[:2])[0], payload[2:].decode()
        return None, ""

    async def answer(self) -> bytes:
        """All that is answered until the server hangs up."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()
