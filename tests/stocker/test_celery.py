"""The queues and the schedule, over a real broker."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from redis import Redis

from stocker.celery import app
from tests.environment import ROOT


@pytest.fixture
def broker(redis: Redis) -> Iterator[Redis]:
    """The database that the broker's queues are in."""
    with Redis(unix_socket_path=redis.connection_pool.connection_kwargs["path"], db=1) as client:
        yield client


def waiting(broker: Redis) -> dict[str, int]:
    return {queue: broker.llen(f"stocker:broker:{queue}") for queue in ("poll", "slow")}


@pytest.mark.parametrize(
    ("task", "queue"), [("live.poll", "poll"), ("live.snapshot", "slow"), ("live.sync_listing", "slow")]
)
def test_a_task_is_put_into_its_queue_and_no_other(broker: Redis, task: str, queue: str) -> None:
    app.send_task(task)
    assert waiting(broker) == {"poll": 0, "slow": 0} | {queue: 1}


def test_every_scheduled_task_exists_and_runs_out() -> None:
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] >= min(entry["schedule"], 10)


def test_a_purge_empties_the_queues_and_nothing_else(broker: Redis, redis: Redis) -> None:
    app.send_task("live.poll")
    app.send_task("live.snapshot")
    broker.set("somebody:else", "1")
    redis.set("stocker:quotes:simulated", "kept")
    subprocess.run([sys.executable, "-m", "celery", "-A", "stocker", "purge", "-f"], cwd=ROOT, check=True)
    assert waiting(broker) == {"poll": 0, "slow": 0}
    assert broker.get("somebody:else") == b"1"
    assert redis.get("stocker:quotes:simulated") == b"kept"


def test_a_purge_without_redis_ends_with_one_clear_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "stocker", "purge", "-f"],
        cwd=ROOT,
        env=os.environ | {"REDIS_URL": "unix:///nowhere/redis.sock?db=0"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert [line[:23] for line in ended.stderr.splitlines()] == ["Redis does not answer: "]
