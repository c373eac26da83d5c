"""A server and a Redis of a test's own, which it may end."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.push.mortal import MortalRedis
from tests.live.push.serving import COMMANDS, Served


@pytest.fixture
def own_folder(served_folder: Path, tmp_path: Path) -> Path:
    """A run directory of the test's own, on the same database."""
    (tmp_path / "db.sqlite3").symlink_to(served_folder / "db.sqlite3")
    return tmp_path


@pytest.fixture
def mortal(own_folder: Path) -> Iterator[MortalRedis]:
    redis = MortalRedis(own_folder / "redis.sock")
    yield redis
    redis.send(signal.SIGCONT)
    redis.kill()


@pytest.fixture
def alone(own_folder: Path) -> Iterator[Served]:
    """Our server, on the Redis that lies in its run directory, if one does."""
    yield from Served.start(COMMANDS["ours"], own_folder, own_folder / "redis.sock").until_the_end()
