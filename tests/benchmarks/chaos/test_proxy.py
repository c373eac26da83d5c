"""The network that `make chaos` puts before Redis and the provider."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from benchmarks.chaos.proxy import Proxy, _reset


class Behind:
    """What lies behind: it keeps all that it is sent."""

    def __init__(self) -> None:
        self.heard = b""
        self.told = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(100):
            self.heard += piece
            self.told.set()
        writer.close()


@pytest.fixture
async def behind() -> Behind:
    return Behind()


@pytest.fixture
async def proxy(behind: Behind) -> AsyncIterator[tuple[Proxy, int]]:
    server = await asyncio.start_server(behind.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    proxy = Proxy(lambda: asyncio.open_connection("127.0.0.1", port))
    async with server, asyncio.timeout(10):
        yield proxy, await proxy.start()
        await proxy.become("refuse")


async def connected(port: int, behind: Behind) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"a")
    await behind.told.wait()
    behind.told.clear()
    return writer


async def test_what_was_sent_into_a_cut_network_arrives_when_it_is_whole_though_its_sender_has_closed(
    proxy: tuple[Proxy, int], behind: Behind
) -> None:
    network, port = proxy
    writer = await connected(port, behind)
    await network.become("cut")
    writer.write(b"b")
    writer.close()
    await writer.wait_closed()
    assert behind.heard == b"a"
    await network.become("open")
    await behind.told.wait()
    assert behind.heard == b"ab"


async def test_what_its_sender_has_taken_back_by_a_reset_never_arrives(
    proxy: tuple[Proxy, int], behind: Behind
) -> None:
    network, port = proxy
    first, second = await connected(port, behind), await connected(port, behind)
    await network.become("cut")
    first.write(b"b")
    await first.drain()
    _reset(first)
    while len(network._writers) > 1:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0)
    await network.become("open")
    second.write(b"c")
    await behind.told.wait()
    assert behind.heard == b"aac"
