"""Counts the tasks of a worker, and tells of the processes of workers and beat. Celery's signals call it.

https://docs.celeryq.dev/en/stable/userguide/signals.html
"""

import time
from typing import Any

from celery import current_app, signals

from live.metrics import names, reporter, tally

FAILED = {"FAILURE": "failed", "RETRY": "failed", "REVOKED": "revoked"}

_began: dict[str, float] = {}
# What came of the task that runs, where it said so in words itself: to Celery it ended well.
_came_to = ""


@signals.worker_process_init.connect
def a_worker_begins(**_: Any) -> None:
    """In the child that runs the tasks, after the fork."""
    reporter.start(*current_app.amqp.queues.consume_from)


@signals.beat_init.connect
def beat_begins(**_: Any) -> None:
    reporter.start("beat")


@signals.task_prerun.connect
def a_task_begins(task_id: str, **_: Any) -> None:
    global _came_to
    _began[task_id], _came_to = time.monotonic(), ""


@signals.task_postrun.connect
def a_task_ended(task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
    """`task` is one that the code defines: others are never run."""
    began = _began.pop(task_id, None)
    tally.count(names.TASKS, task.name, _came_to or FAILED.get(state or "", "ok"))
    # There from the first run on: a counter that begins at one has not grown, to whoever watches it.
    tally.count(names.TASKS, task.name, "failed", by=0)
    if began is not None:
        tally.observe(names.TASK_SECONDS, time.monotonic() - began, task.name)


def a_task_came_to(outcome: str) -> None:
    """`left_out` or `failed`."""
    global _came_to
    _came_to = outcome
