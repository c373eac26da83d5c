"""One measurement: so many sockets on one design, first at a steady pace, then as fast as it goes."""

import asyncio
import time
from dataclasses import dataclass
from statistics import median

from benchmarks.push.client import Client
from benchmarks.push.designs import Design, Place
from benchmarks.push.publishers import Publisher
from benchmarks.push.serving import serving

# Five updates a second; a design that needs longer for one gets the next when it is done.
PACE = 0.2
FASTEST_FOR = 1.0  # seconds
WARM_UP = 3
# An update that not everybody has by then is lost to somebody.
PATIENCE = 20.0


@dataclass(frozen=True)
class Figures:
    """Times in seconds, memory in bytes. `late` are the last client's times, one an update."""

    cpu_a_delivery: float
    deliveries_a_second: float
    late: tuple[float, ...]
    memory_a_connection: float
    connects_a_second: float
    connects_a_core: float
    lost: int
    closed: int
    bytes_a_delivery: float

    @property
    def p50(self) -> float:
        return median(self.late)

    @property
    def p99(self) -> float:
        return sorted(self.late)[int(0.99 * (len(self.late) - 1) + 0.5)]


async def one_update(publisher: Publisher, client: Client, deflate: bool = False) -> tuple[int, float | None]:
    """Publish; gives when it was sent and after how many seconds the last socket had it, None when one has not."""
    sent = time.monotonic_ns()
    if deflate:
        client.told(sent)
        await asyncio.sleep(0.01)  # the client hears of it first
    await publisher.publish(sent)
    last = await client.last(sent, PATIENCE)
    return sent, None if last is None else (last - sent) / 1e9


async def measure(design: Design, place: Place, count: int, updates: int, paths: tuple[str, ...] = ()) -> Figures:
    """Raises RuntimeError when the design does not start."""
    publisher = design.publisher(place)
    async with serving(design, place) as server:
        await publisher.open()
        empty, cpu_empty = server.resident_bytes(), server.cpu_seconds()
        clock = "told" if design.deflate else "mono"
        async with Client(place.folder, place.port, paths or (design.path,), count, clock) as client:
            cpu_connected = await server.at_rest()
            sent_at = [(await one_update(publisher, client, design.deflate))[0] for _ in range(WARM_UP)]
            cpu_before, late = await server.at_rest(), []
            for _ in range(updates):
                due = time.monotonic() + PACE
                sent, seconds = await one_update(publisher, client, design.deflate)
                sent_at.append(sent)
                late.append(PATIENCE if seconds is None else seconds)
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            cpu_after = await server.at_rest()
            full = server.resident_bytes()
            began, rounds = time.monotonic(), 0
            while time.monotonic() - began < FASTEST_FOR or not rounds:
                sent_at.append((await one_update(publisher, client, design.deflate))[0])
                rounds += 1
            fastest = time.monotonic() - began
            await client.end()
        await publisher.close()
    if not client.opened:
        raise RuntimeError(f"{design.name}: no socket was opened")
    return Figures(
        cpu_a_delivery=(cpu_after - cpu_before) / (client.opened * updates),
        deliveries_a_second=client.opened * rounds / fastest,
        late=tuple(late),
        memory_a_connection=(full - empty) / client.opened,
        connects_a_second=client.opened / client.seconds,
        connects_a_core=client.opened / (cpu_connected - cpu_empty),
        lost=sum(client.opened - client.updates.get(sent, (0, 0))[0] for sent in sent_at) + client.failed,
        closed=client.closed,
        bytes_a_delivery=client.bytes / (client.opened * len(sent_at)),
    )
