"""Connections that never become anything, and requests that are too much: let go in time, at no cost to others."""

import asyncio
import contextlib
import time
from collections.abc import Callable

import pytest

from tests.hostile.conftest import Witness
from tests.hostile.raw import Raw
from tests.live.push.serving import Served

Record = Callable[[str, object], None]

# The impatient server waits a second, looks every two, and pings each second.
PATIENCE = 60.0


def a_drop_at_a_time(rude: Raw, drop: bytes, every: float = 0.1) -> "asyncio.Task[None]":
    async def drip() -> None:
        while True:
            await rude.send(drop)
            await asyncio.sleep(every)

    return asyncio.create_task(drip())


async def hung_up(rude: Raw) -> float:
    """Seconds until the server has hung up."""
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionError):
            while await rude.reader.read(65536):
                pass
    return time.perf_counter() - began


async def test_who_never_says_anything_is_let_go_and_so_is_who_says_a_byte_at_a_time(
    impatient: Served, record_property: Record
) -> None:
    async with (
        Raw(impatient.port) as silent,
        Raw(impatient.port) as first_line,
        Raw(impatient.port) as headers,
        Raw(impatient.port) as body,
        Raw(impatient.port) as deaf,
    ):
        await deaf.upgrade("/ws/live/?symbols=AAPL", "X-Forwarded-For: 198.51.100.1")
        host = f"Host: 127.0.0.1:{impatient.port}"
        await headers.send(f"GET / HTTP/1.1\r\n{host}\r\n".encode())
        await body.send(f"POST / HTTP/1.1\r\n{host}\r\nContent-Length: 10000\r\n\r\n".encode())
        drops = [
            a_drop_at_a_time(first_line, b"G"),
            a_drop_at_a_time(headers, b"X-A: b\r\n"),
            a_drop_at_a_time(body, b"x"),
        ]
        try:
            seconds = await asyncio.gather(*(hung_up(rude) for rude in (silent, first_line, headers, body, deaf)))
        finally:
            for drop in drops:
                drop.cancel()
    record_property("seen", f"hung up on after {max(seconds):.0f} s, with a patience of 1 s (usually 20)")


@pytest.mark.parametrize("how", ["by its length", "in chunks"])
async def test_a_request_of_a_gigabyte_is_refused_in_words_before_it_is_kept(
    target: Served, witness: Witness, how: str, record_property: Record
) -> None:
    length = "Content-Length: 1000000000" if how == "by its length" else "Transfer-Encoding: chunked"
    async with Raw(target.port) as rude:
        await rude.send(
            f"POST /watchlist/add/ HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n{length}\r\n\r\n".encode("latin1")
        )
        chunk = b"x" * 65536
        sent = 0
        answer = asyncio.create_task(rude.reader.read(200))
        while not answer.done() and sent < 1_000_000_000:
            await rude.send(b"%x\r\n%s\r\n" % (len(chunk), chunk) if how == "in chunks" else chunk)
            await asyncio.sleep(0)
            sent += len(chunk)
        told = await answer
    assert told.startswith(b"HTTP/1.1 413")
    assert b"at most 16 MB" in told
    record_property("seen", f"{how}: 413")


@pytest.mark.parametrize(
    "rude",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # somebody who wants TLS
        b"GET / HTTP/9.9\r\n\r\n",
        b"\xff\xfe / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /?q=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nDaphne-Root-Path: \xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 600 + b"\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"a" * 20_000 + b"\r\n\r\n",
        b"POST /ws/live/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nContent-Length: 3\r\n\r\nabc",
        b"GET /ws/live/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"GET /ws/live/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 99\r\n\r\n",
    ],
    ids=lambda sent: repr(sent[:60]),
)
async def test_what_is_no_request_is_answered_4xx_or_hung_up_on(target: Served, witness: Witness, rude: bytes) -> None:
    async with Raw(target.port) as connection:
        await connection.send(rude)
        answer = b""
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE):
                answer = await connection.reader.read(100)
    assert answer == b"" or answer[9:10] in (b"4", b"5"), answer
    assert answer[9:12] != b"500", answer
