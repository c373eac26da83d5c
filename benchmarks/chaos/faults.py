"""What is made to go wrong, how it begins and how it ends."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from redis import Redis

from benchmarks.chaos.clock import SetClock
from benchmarks.chaos.processes import Found
from benchmarks.chaos.product import WEB_PROCESSES, Product

# How long what is no sudden death lasts; seconds.
LASTS = 20.0
# Until what was killed is there again a fault lasts at most so long; seconds.
PATIENCE = 60.0

Act = Callable[[Product], None]
Pick = Callable[[Product], list[int]]


@dataclass(frozen=True, slots=True)
class Fault:
    """`begin` and `end` make and mend it. With `over` it ends by itself, as soon as that is so."""

    name: str
    begin: Act
    end: Act = lambda _: None
    lasts: float = LASTS
    over: Callable[[Product], bool] | None = None
    # Why prices may come later than what the product can do about it; empty when nothing excuses it.
    provider: str = ""
    # The clock of the product is ahead of the simulator's by so much at the end.
    steps_clock: float = 0.0
    fills_disk: bool = False


def _serving(found: Found) -> bool:
    return "stocker.serve" in found.command


def _listens_at(found: Found) -> int:
    """The number of the socket that `stocker.serve` was given; 0 for their parent, which was given none."""
    _, _, given = found.command.partition("stocker.serve")
    return int(given.split()[0]) if given.split() else 0


def web(number: int) -> Pick:
    """The pages' process of that number; they are in the order of the sockets at which they listen. While one of them
    is missing nobody is: the next would take its number."""

    def pick(product: Product) -> list[int]:
        serving = [found for found in product.processes() if _serving(found) and _listens_at(found)]
        serving.sort(key=_listens_at)
        return [serving[number].pid] if len(serving) == WEB_PROCESSES else []

    return pick


def web_parent(product: Product) -> list[int]:
    return [one.pid for one in product.processes() if _serving(one) and not _listens_at(one)]


def _worker(product: Product, queue: str) -> list[int]:
    """The worker of a queue, and after it its pool's process."""
    found = [one for one in product.processes() if f"--queues {queue}" in one.command]
    pids = {one.pid for one in found}
    return [one.pid for one in sorted(found, key=lambda one: one.parent in pids)]


def poll(product: Product) -> list[int]:
    return _worker(product, "poll")[:1]


def poll_child(product: Product) -> list[int]:
    return _worker(product, "poll")[1:2]


def slow(product: Product) -> list[int]:
    return _worker(product, "slow")[:1]


def slow_child(product: Product) -> list[int]:
    return _worker(product, "slow")[1:2]


def beat(product: Product) -> list[int]:
    return [one.pid for one in product.processes() if " beat " in f"{one.command} "][:1]


def redis(product: Product) -> list[int]:
    return [product.redis_pid]


def simulator(product: Product) -> list[int]:
    return [product.simulator_pid]


def killed(name: str, pick: Pick, again: Callable[[Product], bool] = lambda _: True, provider: str = "") -> Fault:
    """`kill -9`; over when another is in its place, and `again` says that it is whole."""
    dead: list[int] = []

    def begin(product: Product) -> None:
        dead[:] = pick(product)
        for pid in dead:
            os.kill(pid, signal.SIGKILL)

    def over(product: Product) -> bool:
        now = pick(product)
        return bool(now) and now != dead and again(product)

    return Fault(f"`kill -9` {name}", begin, over=over, provider=provider)


def frozen(name: str, pick: Pick, provider: str = "") -> Fault:
    """Stopped with all that it has started, and let go on."""
    stopped: list[int] = []

    def begin(product: Product) -> None:
        first = pick(product)
        below = [one.pid for one in product.processes() if one.parent in first]
        stopped[:] = [*first, *(below if pick is not web_parent else [])]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)

    def end(_: Product) -> None:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)

    return Fault(f"`SIGSTOP` {name}", begin, end, provider=provider)


def network(to: str, state: str, provider: str = "") -> Fault:
    def become(product: Product, state: str) -> None:
        (product.to_redis if to == "Redis" else product.to_provider).become(state)

    words = {"slow": "0.6 s a round trip", "cut": "cut: nothing passes", "refuse": "refusing"}
    return Fault(
        f"network to {to}: {words[state]}",
        lambda product: become(product, state),
        lambda product: become(product, "open"),
        provider=provider,
    )


def flush(product: Product) -> None:
    with Redis(unix_socket_path=str(product.redis_socket)) as client:
        client.flushall()


def fill(product: Product) -> None:
    """To the last byte, by a file that anybody might have written there."""
    with (product.run_dir / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 12, 1):
            block = bytes(size)
            try:
                while filler.write(block):
                    pass
            except OSError:
                continue


def free_again(product: Product) -> None:
    (product.run_dir / "filler").unlink()


RECOUNT = "what the provider's minute has had is not known, and waited for"
BACKOFF = "the provider was away: it is tried again after a quarter of the time that it was"

USUAL = (
    killed("Redis", redis),
    killed("worker (poll)", poll),
    killed("worker's pool process", poll_child),
    killed("worker (slow)", slow),
    killed("beat", beat),
    *(killed(f"web process {number + 1}", web(number)) for number in range(WEB_PROCESSES)),
    killed("web's parent", web_parent),
    # Somebody else's machine: that it starts is no part of the product.
    killed("simulator", simulator, Product.provider_answers, BACKOFF),
    frozen("Redis", redis),
    frozen("worker (poll)", poll),
    frozen("worker (slow)", slow),
    frozen("beat", beat),
    *(frozen(f"web process {number + 1}", web(number)) for number in range(WEB_PROCESSES)),
    frozen("simulator", simulator, BACKOFF),
    Fault("Redis flushed", flush, lasts=0),
    *(network("Redis", state) for state in ("slow", "cut", "refuse")),
    *(network("the provider", state, BACKOFF) for state in ("slow", "cut", "refuse")),
)


def disk() -> Fault:
    return Fault("disk full (SQLite, Redis's dump)", fill, free_again, fills_disk=True)


def clocks(clock: SetClock) -> tuple[Fault, ...]:
    def put(ahead: float) -> Act:
        return lambda _: clock.put(ahead)

    return (
        Fault("clock set forward by 10 min", put(600), lasts=0, provider=RECOUNT, steps_clock=600),
        Fault("clock set back by 10 min", put(0), lasts=0, steps_clock=0),
    )
