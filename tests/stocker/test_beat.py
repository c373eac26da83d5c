"""Beat as a process: what it says while Redis is away, and what it makes of a clock that is set."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from benchmarks.chaos.clock import SetClock
from tests.environment import ROOT, start_redis

# More than beat needs to start and to send on a busy machine; seconds.
PATIENCE = 120


@contextmanager
def beat(folder: Path, redis: Path, added: Mapping[str, str]) -> Iterator[Path]:
    """Its log, while it runs. It ends well when it is told to."""
    log = folder / "log"
    environment = {"REDIS_URL": f"unix://{redis}?db=0", "RUN_DIR": str(folder), "LOG_FORMAT": "text"}
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "stocker", "beat", "--pidfile="]
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment | dict(added), stdout=file, stderr=file
        )
        try:
            yield log
        finally:
            process.terminate()
            assert process.wait(PATIENCE) == 0, log.read_text()


def sends(redis: Path) -> None:
    """Returns when it has sent another tick."""
    with Redis(unix_socket_path=str(redis), db=1, socket_timeout=None) as broker:
        broker.delete("stocker:broker:poll")
        assert broker.blpop(["stocker:broker:poll"], timeout=PATIENCE)


def hang_up_on(place: Path, callers: int) -> None:
    """Stands in Redis's place until so many have called."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.settimeout(PATIENCE)
        listening.bind(str(place))
        listening.listen()
        for _ in range(callers):
            listening.accept()[0].close()


def says(log: Path, words: str) -> None:
    until = time.monotonic() + PATIENCE
    while words not in log.read_text():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)


def test_an_outage_of_redis_is_told_once_and_so_is_its_end(tmp_path: Path) -> None:
    place = tmp_path / "redis.sock"
    server = start_redis(place, tmp_path)
    with beat(tmp_path, place, {}) as log:
        sends(place)
        server.kill()
        server.wait()
        place.unlink()
        hang_up_on(place, 8)  # it tries again and again, twice for each task
        place.unlink()
        server = start_redis(place, tmp_path)
        sends(place)
        says(log, "Redis answers again")
    server.terminate()
    server.wait()
    told = log.read_text()
    assert told.count("Redis is away") == 1
    assert "Traceback" not in told


def test_it_ends_in_the_middle_of_a_sending(tmp_path: Path) -> None:
    place = tmp_path / "redis.sock"
    server = start_redis(place, tmp_path)
    with Redis(unix_socket_path=str(place)) as redis:
        with beat(tmp_path, place, {}) as log:
            sends(place)
            redis.execute_command("CLIENT PAUSE", 1000 * PATIENCE, "WRITE")
            until = time.monotonic() + PATIENCE
            while not any("b" in client["flags"] for client in redis.client_list()):  # its sending waits
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.01)
        assert "Traceback" not in log.read_text()
    server.kill()
    server.wait()


@pytest.mark.needs("cc")
def test_a_clock_that_is_set_holds_no_task_up(tmp_path: Path) -> None:
    clock, place = SetClock.made(tmp_path), tmp_path / "redis.sock"
    assert clock
    server = start_redis(place, tmp_path)
    with beat(tmp_path, place, clock.environment):
        for ahead in (0, 600, 0):
            clock.put(ahead)
            sends(place)
            sends(place)
    server.terminate()
    server.wait()
