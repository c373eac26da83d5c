"""The tasks, without what they need: each says what is left out, and the next one tries again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django import Settings

from live import tasks, worker
from stocker.redis_urls import RedisUrls


@pytest.fixture
def no_redis(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A worker process whose Redis is away."""
    worker.close()
    settings.REDIS = RedisUrls.derive(f"unix://{tmp_path / 'nobody.sock'}")
    yield
    worker.close()


@pytest.mark.parametrize(
    "task",
    [
        tasks.poll_prices,
        tasks.snapshot_quotes,
        tasks.gather_insight,
        tasks.make_outlooks,
        tasks.move_ranges,
        tasks.sync_catalogue,
    ],
)
def test_a_task_without_redis_is_left_out_in_one_line(
    no_redis: None, task: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    task()
    assert [record.exc_info for record in caplog.records if "Redis is away" in record.message] == [None]


def test_a_database_that_fails_is_told_once_and_once_when_it_works_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="live.tasks")
    full = True

    @tasks.left_out_when_away("no prices are asked for")
    def task() -> None:
        if full:
            raise OperationalError("database or disk is full")

    for _ in range(3):
        task()
    full = False
    for _ in range(3):
        task()
    assert [(record.levelname, record.exc_info) for record in caplog.records] == [("WARNING", None), ("INFO", None)]
    assert caplog.messages[0] == "the database fails, no prices are asked for: database or disk is full"
