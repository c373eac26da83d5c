"""What may die, and what is said over it: a Redis that a test kills, and a worker beside it."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from tests.environment import start_redis
from tests.live.push.playing import Worker
from tests.live.push.serving import Browser


class MortalRedis:
    """A Redis that the test may kill, freeze and start again."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self.process = start_redis(at)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        self.process = start_redis(self.at)

    def send(self, number: int) -> None:
        self.process.send_signal(number)


@contextlib.asynccontextmanager
async def working(redis_socket: Path) -> AsyncIterator[Worker]:
    worker = Worker(redis_socket)
    worker.talk()
    try:
        yield worker
    finally:
        await worker.close()


async def price_of(browser: Browser, symbol: str, price: float) -> None:
    """Returns once the browser shows that price."""
    while True:
        message = await browser.next("snapshot", "quotes")
        if {one["symbol"]: one["price"] for one in message["quotes"]}.get(symbol) == price:
            return
