"""What is looked at every so often, and what it may come to."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from redis import Redis

from benchmarks.chaos import faults
from benchmarks.chaos.processes import descriptors, memory
from benchmarks.chaos.product import Product

MB = 1 << 20

# Tables that grow with what is remembered on purpose, and until when each row stays.
KEPT = {
    "django_session": "400 days from a visitor's last visit",
    "live_pricepoint": "7 days, 600,000 rows in all",
    "live_bar": "3 years of days, weeks since 1999, of each ticker asked for",
    "live_spentblock": "an hour",
    "live_spentrequest": "2 days",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One look: name → value. Memory in bytes."""

    memory: Mapping[str, int]
    descriptors: Mapping[str, int]
    keys: int
    redis_memory: int
    rows: Mapping[str, int]


def look(product: Product) -> Look:
    names = dict(_names(product))
    with Redis(unix_socket_path=str(product.redis_socket)) as redis:
        keys = sum(int(database["keys"]) for database in redis.info("keyspace").values())
        redis_memory = int(redis.info("memory")["used_memory"])
    return Look(
        {name: memory(pid) for name, pid in names.items()},
        {name: descriptors(pid) for name, pid in names.items()},
        keys,
        redis_memory,
        rows(product),
    )


def rows(product: Product) -> dict[str, int]:
    with sqlite3.connect(f"file:{product.run_dir / 'db.sqlite3'}?mode=ro", uri=True, timeout=20) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def _names(product: Product) -> Iterator[tuple[str, int]]:
    picks = {
        "web 1": faults.web(0),
        "web 2": faults.web(1),
        "worker (poll)": faults.poll_child,
        "worker (poll), parent": faults.poll,
        "worker (slow)": faults.slow_child,
        "worker (slow), parent": faults.slow,
        "beat": faults.beat,
        "Redis": faults.redis,
        "simulator": faults.simulator,
    }
    for name, pick in picks.items():
        for pid in pick(product)[:1]:
            yield name, pid


@dataclass(frozen=True, slots=True)
class Line:
    """One thing over the whole run: after a first third, in which everything warms up, and at the end."""

    what: str
    first: float
    warm: float
    end: float
    bound: str
    fails: bool


def lines(looks: Sequence[Look], sockets: int) -> list[Line]:
    third = max(1, len(looks) // 3)
    early, late = looks[third : 2 * third] or looks, looks[-third:]
    found = []
    for name in looks[-1].memory:
        values = [[one.memory.get(name, 0) / MB for one in some] for some in (looks[:1], early, late)]
        # A worker's allocator and SQLite's cache breathe: a tenth, and 8 MB.
        most = median(values[1]) * 1.1 + 8
        found.append(_line(f"memory of {name}, MB", values, f"{most:.0f}", median(values[2]) > most))
    for name in looks[-1].descriptors:
        values = [[float(one.descriptors.get(name, 0)) for one in some] for some in (looks[:1], early, late)]
        most = max(values[1]) + sockets / 2 if name.startswith("web") else max(values[1]) + 8
        found.append(_line(f"descriptors of {name}", values, f"{most:.0f}", max(values[2]) > most))
    keys = [[float(one.keys) for one in some] for some in (looks[:1], early, late)]
    most = max(keys[1]) * 1.25 + 20
    found.append(_line("keys in Redis", keys, f"{most:.0f}", max(keys[2]) > most))
    held = [[one.redis_memory / MB for one in some] for some in (looks[:1], early, late)]
    most = median(held[1]) * 1.25 + 4
    found.append(_line("Redis's data, MB", held, f"{most:.0f}", median(held[2]) > most))
    for name in sorted(looks[-1].rows):
        counts = [[float(one.rows.get(name, 0)) for one in some] for some in (looks[:1], early, late)]
        if counts[0] == counts[2][-1:]:
            continue
        grown = counts[2][-1] - counts[1][-1]
        fails = name not in KEPT and grown > 0.05 * counts[1][-1] + 100
        found.append(_line(f"rows of {name}", counts, KEPT.get(name, "the catalogue's tickers"), fails))
    return found


def _line(what: str, values: Sequence[Sequence[float]], bound: str, fails: bool) -> Line:
    return Line(what, values[0][0], median(values[1]), values[2][-1], bound, fails)
