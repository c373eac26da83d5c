"""The Redis of the one-command start, with real servers."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from stocker.up import Refused, redis_server
from stocker.up.redis_server import OwnRedis
from tests.environment import ROOT, RUN_DIR

PROGRAMS = redis_server.programs(os.environ["PATH"], Path(sys.prefix) / "bin")


@pytest.fixture
def folder() -> Path:
    return Path(tempfile.mkdtemp(dir=RUN_DIR)) / "redis"  # a short path: sockets have no room for a long one


@pytest.fixture
def said() -> "SimpleQueue[str]":
    return SimpleQueue()


@pytest.fixture
def own(folder: Path, said: "SimpleQueue[str]") -> Iterator[OwnRedis]:
    redis = OwnRedis(folder, said.put, PROGRAMS)
    yield redis
    redis.end()


def client(redis: OwnRedis) -> Redis:
    return Redis(unix_socket_path=str(redis.socket))


def process_id(redis: OwnRedis) -> int:
    with client(redis) as connection:
        return int(connection.info("server")["process_id"])


def test_it_answers_on_a_socket_in_a_directory_that_only_its_owner_can_enter(own: OwnRedis, folder: Path) -> None:
    own.start()
    assert redis_server.answers(own.socket)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with client(own) as connection:
        assert connection.config_get("port") == {"port": "0"}
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_it_knows_outlives_it_whichever_program_it_is(folder: Path, program: str) -> None:
    first = OwnRedis(folder, print, [program])
    first.start()
    with client(first) as connection:
        connection.set("spent", "3")
    first.end()
    assert not redis_server.answers(first.socket)
    second = OwnRedis(folder, print, [program])
    second.start()
    with client(second) as connection:
        assert connection.get("spent") == b"3"
    second.end()


def test_one_that_was_left_running_is_taken_over_and_ended(own: OwnRedis, folder: Path) -> None:
    own.start()
    second = OwnRedis(folder, print, PROGRAMS)
    second.start()
    number = process_id(own)
    assert process_id(second) == number
    # What ends stays in the list of processes until its parent, here this process, was told of it.
    threading.Thread(target=os.waitpid, args=(number, 0), daemon=True).start()
    second.end()
    assert not redis_server.answers(own.socket)


def test_it_is_started_again_when_it_dies(own: OwnRedis, said: "SimpleQueue[str]") -> None:
    own.start()
    first = process_id(own)
    own.keep()
    os.kill(first, signal.SIGKILL)
    assert "starting it again" in said.get(timeout=60)
    with Redis(unix_socket_path=str(own.socket), retry=Retry(ConstantBackoff(0.05), 1200)) as connection:
        assert connection.info("server")["process_id"] != first


def test_a_dump_that_cannot_be_read_is_set_aside(own: OwnRedis, folder: Path) -> None:
    folder.mkdir()
    (folder / "dump.rdb").write_bytes(b"REDIS9999 of another version")
    own.start()
    assert redis_server.answers(own.socket)
    assert (folder / "dump.rdb.unreadable").exists()


def test_a_program_that_does_not_start_gives_way_to_the_next(folder: Path, said: "SimpleQueue[str]") -> None:
    redis = OwnRedis(folder, said.put, [shutil.which("false") or "false", *PROGRAMS])
    redis.start()
    assert redis_server.answers(redis.socket)
    redis.end()


def test_without_any_program_it_says_what_to_set(folder: Path) -> None:
    with pytest.raises(Refused, match="REDIS_URL"):
        OwnRedis(folder, print, []).start()


def test_a_path_too_long_for_a_socket_is_refused_naming_the_setting(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="RUN_DIR"):
        OwnRedis(tmp_path / ("long" * 30), print, PROGRAMS).start()


def test_one_that_never_started_has_nothing_to_end() -> None:
    ending = (
        "from pathlib import Path; from stocker.up.redis_server import OwnRedis; OwnRedis(Path('/x'), print, []).end()"
    )
    # In a session of its own: process 0 is everyone of the caller's group.
    done = subprocess.run([sys.executable, "-c", ending], cwd=ROOT, start_new_session=True, check=False)
    assert done.returncode == 0


def test_programs_of_the_machine_come_before_the_packaged_one(tmp_path: Path) -> None:
    machine, packages = tmp_path / "machine", tmp_path / "packages"
    for program in (machine / "redis-server", machine / "valkey-server", packages / "redis-server"):
        program.parent.mkdir(exist_ok=True)
        program.touch(mode=0o755)
    found = redis_server.programs(f"{packages}:{machine}", packages)
    assert found == [str(machine / "valkey-server"), str(machine / "redis-server"), str(packages / "redis-server")]
