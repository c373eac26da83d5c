"""States are told at once, counters now and then."""

from datetime import UTC, datetime

from live.push.status import Status, nothing_yet
from live.quotes import Basis

NOTHING = nothing_yet("alphavantage", Basis.DELAYED, datetime(2026, 11, 20, tzinfo=UTC))


def told() -> Status:
    status = Status(NOTHING, every=15)
    assert status.due(live=True, seconds=0)
    status.told(live=True, seconds=0)
    return status


def test_what_was_told_is_not_told_again() -> None:
    assert not told().due(live=True, seconds=1000)


def test_a_change_of_state_is_due_at_once() -> None:
    status = told()
    assert status.due(live=False, seconds=1)
    status.known = NOTHING | {"provider": {"state": "burst", "since": "", "message": "wait"}}
    assert status.due(live=True, seconds=1)


def test_counters_wait_for_their_time() -> None:
    status = told()
    status.known = NOTHING | {"budget": {"window": "day", "used": 3, "limit": 25, "next_due_at": None}}
    assert [status.due(live=True, seconds=second) for second in (1, 14, 15)] == [False, False, True]
