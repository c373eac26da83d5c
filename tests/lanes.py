"""How several workers share the tests: `make test` runs as many at once as there are processors, and one more.

Each worker is a process with a Redis, a run directory and a database of its own (`tests/environment.py`). A file stays
with one worker, so that what its tests share is started once. What starts the whole product, six processes, stands in
two lanes, each with one worker: on two processors more of them would starve one another. The lanes begin first.
"""

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# The lanes' files in order. Those that count requests in seconds come first, while there is most room.
LANES = (
    (
        *("flows/test_upstream_cost.py", "flows/test_many_workers.py", "flows/test_live_loop.py"),
        *("flows/test_recovery.py", "flows/test_redis_elsewhere.py", "flows/test_rolling_restart.py", "deploy/"),
    ),
    # What comes late is watched first: the longer the product of that lane runs, the more of the catalogue it knows.
    ("browser/test_late_blocks.py", "browser/", "flows/test_refusals.py", "flows/test_metrics.py"),
)
# Files that take above five seconds, and so begin before those that do not.
LONG = (
    "live/polling/test_poll.py",
    "stocker/up/",
    "live/push/test_hub.py",
    "live/push/test_slow_readers.py",
    "live/test_consumers.py",
    "hostile/",
    "live/polling/",
    "live/insight/test_gather.py",
    "tickers/test_admin.py",
    "stocker/",
    "live/alphavantage/simulator/test_command.py",
    "live/test_calendars.py",
)
ORDER = (*LANES[0], *LANES[1], "flows/", *LONG)


class Lanes(LoadScopeScheduling):
    """Hands out whole lanes and else whole files, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        path = file.removeprefix("tests/")
        for number, lane in enumerate(LANES):
            if path.startswith(lane):
                return f"lane {number}"
        return file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        path = item.nodeid.removeprefix("tests/")
        return next((number for number, begin in enumerate(ORDER) if path.startswith(begin)), len(ORDER))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    config.option.loadscopereorder = False
    return Lanes(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than processors, for most of these tests wait; above eight there is little to share out."""
    return min((os.cpu_count() or 1) + 1, 8)
