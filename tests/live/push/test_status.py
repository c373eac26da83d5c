"""States are told at once, counters now and then."""

import json
from datetime import UTC, datetime

import pytest

from live.push.status import Status, nothing_yet
from live.quotes import Basis

NOW = datetime(2026, 11, 20, tzinfo=UTC)
NOTHING = nothing_yet("alphavantage", Basis.DELAYED, NOW)


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
    status.take(NOTHING | {"provider": {"state": "burst", "since": "", "message": "wait"}})
    assert status.due(live=True, seconds=1)


def test_counters_wait_for_their_time() -> None:
    status = told()
    status.take(NOTHING | {"budget": {"window": "day", "used": 3, "limit": 25, "next_due_at": None}})
    assert [status.due(live=True, seconds=second) for second in (1, 14, 15)] == [False, False, True]


def test_a_market_that_opens_is_told_at_once_and_a_new_guess_of_when_it_closes_is_not() -> None:
    status = told()
    hours = {"state": "closed", "next_change_at": "2026-11-20T14:30:00.000000Z", "holiday": None}
    status.take(NOTHING | {"market": {"NYSE": hours}})
    assert status.due(live=True, seconds=1)
    status.told(live=True, seconds=1)
    status.take(NOTHING | {"market": {"NYSE": hours | {"next_change_at": "2026-11-20T14:31:00.000000Z"}}})
    assert [status.due(live=True, seconds=second) for second in (2, 16)] == [False, True]
    status.take(NOTHING | {"market": {"NYSE": hours | {"state": "regular"}}})
    assert status.due(live=True, seconds=3)


def test_only_what_the_contract_names_is_told() -> None:
    status = told()
    status.take(NOTHING | {"at": "2026-11-20T14:30:00.000000Z"})
    assert not status.due(live=True, seconds=100)
    assert "at" not in json.loads(status.text(NOW, live=True))


@pytest.mark.parametrize("wrong", [{}, NOTHING | {"market": {"NYSE": {}}}, NOTHING | {"provider": None}])
def test_what_is_no_status_raises_and_changes_nothing(wrong: dict[str, object]) -> None:
    status = told()
    with pytest.raises((KeyError, TypeError)):
        status.take(wrong)
    assert not status.due(live=True, seconds=100)
