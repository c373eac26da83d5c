"""Everybody comes back at once: a web restart under thousands of browsers, and what prices do meanwhile."""

import asyncio
import time
from dataclasses import dataclass

from benchmarks.push.client import Client
from benchmarks.push.designs import OURS, Place
from benchmarks.push.publishers import Worker
from benchmarks.push.serving import serving

VIEWERS = 3000
PACE = 0.2
PATIENCE = 60.0


@dataclass(frozen=True)
class Comeback:
    """Seconds. `late`: of each update while they came, how long until the last of those who were back had it."""

    server_away: float
    after_server: float
    cpu: float
    late: tuple[float, ...]


async def comeback(place: Place) -> Comeback:
    """Raises TimeoutError when not all are back after a minute."""
    publisher, sent_at = Worker(place.redis_socket), []
    await publisher.open()

    async def publish() -> None:
        while True:
            sent_at.append(time.monotonic_ns())
            await publisher.publish(sent_at[-1])
            await asyncio.sleep(PACE)

    async with serving(OURS, place) as server:
        client = Client(place.folder, place.port, (OURS.path,), VIEWERS, reading="again")
        await client.__aenter__()
        await server.at_rest()
        publishing = asyncio.create_task(publish())
        await asyncio.sleep(1)
        left = time.monotonic_ns()
    try:
        async with serving(OURS, place, to_rest=False) as server:
            listening = time.monotonic_ns()
            async with asyncio.timeout(PATIENCE):
                while client.back < listening:  # noqa: ASYNC110 - nothing tells of it
                    await asyncio.sleep(0.05)
            cpu = server.cpu_seconds()
            await asyncio.sleep(1)
            publishing.cancel()
            await client.end()
    finally:
        publishing.cancel()
        await client.__aexit__()
        await publisher.close()
    late = [
        (last - sent) / 1e9
        for sent, (received, last) in client.updates.items()
        if listening < sent < client.back and received
    ]
    return Comeback((listening - left) / 1e9, (client.back - listening) / 1e9, cpu, tuple(late))
