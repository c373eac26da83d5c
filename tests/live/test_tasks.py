"""The tasks, without what they need: each says what is left out, and the next one tries again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
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
