"""Sending browsers away from a process that ends: to come back at once, but not all at once."""

import asyncio
import random
from collections.abc import Iterable

from live.push.line import Line

COME_BACK_AT_ONCE = 4200
WHY = "the server restarts"
# Fewer than this a second are no crowd that has to be spread: a server with ten viewers ends in a tenth of a second.
A_SECOND = 100


def send_away(line: Line) -> None:
    line.close(COME_BACK_AT_ONCE, WHY)


async def spread(lines: Iterable[Line], over: float) -> None:
    """Send all of them away in any order, evenly over at most `over` seconds. Who waits for its turn is served."""
    leaving = list(lines)
    random.shuffle(leaving)
    loop = asyncio.get_running_loop()
    began, window = loop.time(), min(over, len(leaving) / A_SECOND)
    for number, line in enumerate(leaving):
        wait = began + window * number / len(leaving) - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        send_away(line)
