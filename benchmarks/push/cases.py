"""What one number a design does not tell: many different lists, readers that do not read, the whole product."""

import asyncio
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from benchmarks.push.client import Client
from benchmarks.push.comeback import Comeback
from benchmarks.push.cores import on_client_core
from benchmarks.push.designs import OURS, ROOT, Place
from benchmarks.push.measure import Figures, measure, one_update
from benchmarks.push.publishers import Worker
from benchmarks.push.serving import serving
from benchmarks.push.update import SYMBOLS
from stocker.up.processes import CELERY, WORKER

VIEWERS, STALLED = 1000, 200
# Fifty symbols, 21 KB: what nobody reads fills every buffer on the way within 8 s, and those who read are served in a
# quarter of the time between two.
FLOOD, FLOOD_SYMBOLS = 0.4, 50
WHOLE_FOR = 220.0  # seconds, a poll each
MANY_UPDATES = 200
ANSWERED = '"fetched_at":"'


@dataclass(frozen=True)
class Cases:
    """`same`: of as many viewers as `lists`, all of one list. `stalled`: when, the last good one's p50 and p99 in
    seconds, the server's memory. `answered`: seconds, one a poll."""

    lists: Figures
    same: Figures
    many: Figures
    stalled: list[tuple[str, float, float, float]]
    answered: list[float]
    back: Comeback


def symbols() -> list[str]:
    lines = (ROOT / "tickers" / "starting" / "catalogue.csv").read_text().splitlines()[1:]
    return [line.split(",")[0] for line in lines]


async def different_lists(place: Place) -> Figures:
    """A thousand viewers of a thousand different lists of three; each poll concerns them all."""
    others = [symbol for symbol in symbols() if symbol not in SYMBOLS]
    lists = [(SYMBOLS[0], others[n % 300], others[(n * 7 + n // 300 + 1) % 300]) for n in range(VIEWERS)]
    paths = tuple(f"/ws/live/?symbols={','.join(one)}" for one in lists)
    return await measure(OURS, place, VIEWERS, 50, paths)


async def stalled_readers(place: Place) -> list[tuple[str, float, float, float]]:
    """What the good viewers notice of stalled ones: for each time, their last one's p50 and p99 in seconds, and the
    server's memory."""
    watched = tuple(symbols()[:FLOOD_SYMBOLS])
    path = f"/ws/live/?symbols={','.join(watched)}"
    publisher, found = Worker(place.redis_socket), []
    publisher.symbols = watched
    async with serving(OURS, place) as server:
        await publisher.open()
        async with Client(place.folder, place.port, (path,), VIEWERS) as good:

            async def flood(seconds: float) -> tuple[float, float]:
                late, until = [], time.monotonic() + seconds
                while time.monotonic() < until:
                    due = time.monotonic() + FLOOD
                    late.append((await one_update(publisher, good))[1] or float("inf"))
                    await asyncio.sleep(max(0.0, due - time.monotonic()))
                late.sort()
                return late[len(late) // 2], late[int(0.99 * (len(late) - 1))]

            await flood(2)
            found.append(("before", *await flood(20), server.resident_bytes()))
            async with Client(place.folder, place.port, (path,), STALLED, reading="stall"):
                found.append((f"with {STALLED} that do not read", *await flood(24), server.resident_bytes()))
                await flood(40)
                found.append(("a minute later", *await flood(20), server.resident_bytes()))
        await publisher.close()
    return found


async def whole_product(place: Place) -> list[float]:
    """From the provider's answer to the last of a thousand browsers' frames, in seconds, one for each poll."""
    simulator_port = place.port + 1
    settings = {"ALPHAVANTAGE_BASE_URL": "", "SIMULATOR_URL": f"http://127.0.0.1:{simulator_port}"}
    commands = [
        [sys.executable, "manage.py", "simulate_alphavantage", "--port", str(simulator_port)],
        [*WORKER, "--queues", "poll,slow"],
        [*CELERY, "beat", "--pidfile=", "--schedule", str(place.folder / "beat")],
    ]
    environment = place.environment(**settings)
    design = replace(OURS, settings=tuple(settings.items()))
    with (place.folder / "product.log").open("wb") as log:
        others = [
            subprocess.Popen(on_client_core(one), cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: ASYNC220
            for one in commands
        ]
    try:
        async with serving(design, place) as server:
            async with Client(place.folder, place.port, (design.path,), VIEWERS, "iso", marker=ANSWERED) as client:
                await server.at_rest(10.0)
                begin = datetime.now(UTC).timestamp() * 1e9
                await asyncio.sleep(WHOLE_FOR)
                await client.end()
            return [
                (last - answered) / 1e9
                for answered, (received, last) in client.updates.items()
                if answered > begin and received == client.opened
            ]
    finally:
        for process in others:
            process.send_signal(signal.SIGTERM)
        for process in others:
            process.wait()
