"""What a process counts, before it is told to anybody."""

import os
import threading

import pytest

from live.metrics import names
from live.metrics.tally import MOST, OTHER, SUM, Series, Tally


def test_what_grew_is_taken_once() -> None:
    tally = Tally()
    tally.count(names.TASKS, "live.poll", "ok")
    tally.count(names.TASKS, "live.poll", "ok", by=2)
    assert tally.take() == {Series(names.TASKS.name, ("live.poll", "ok")): 3}
    assert tally.take() == {}


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(0.0, "0"), (0.8, "3"), (1.0, "3"), (1.01, "4"), (999, "9"), (-5, "0")]
)
def test_a_duration_falls_into_one_bucket(seconds: float, bucket: str) -> None:
    tally = Tally()
    tally.observe(names.POLL_SECONDS, seconds)
    name = names.POLL_SECONDS.name
    assert tally.take() == {Series(name, (), bucket): 1, Series(name, (), SUM): max(seconds, 0)}


def test_labels_that_are_not_the_metric_s_own_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="stocker_tasks_total has the labels"):
        Tally().count(names.TASKS, "live.poll")


def test_series_without_end_become_one() -> None:
    tally = Tally()
    for number in range(MOST + 50):
        tally.count(names.SOCKETS_REFUSED, f"reason {number}")
    grown = tally.take()
    assert len(grown) == MOST + 1
    assert grown[Series(names.SOCKETS_REFUSED.name, (OTHER,))] == 50


def test_threads_lose_nothing() -> None:
    tally = Tally()

    def many() -> None:
        for _ in range(5000):
            tally.count(names.BATCHES_RECEIVED)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally.take() == {Series(names.BATCHES_RECEIVED.name): 20_000}


def test_a_forked_child_begins_at_nothing() -> None:
    from live.metrics import tally

    tally.take()
    tally.count(names.BATCHES_RECEIVED)
    child = os.fork()
    if child == 0:
        os._exit(len(tally.take()))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(tally.take()) == 1
