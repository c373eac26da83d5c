"""Batches are numbered; what is missed, or kept back too long, puts what is known in doubt."""

import pytest

from live.push.continuity import Continuity


@pytest.fixture
def settled() -> Continuity:
    """Listening since second 100, after batch 7, and sure of everything."""
    continuity = Continuity(12, 100)
    continuity.begin(7, 100)
    continuity.settle(continuity.doubts())
    return continuity


def test_to_begin_is_to_doubt() -> None:
    continuity = Continuity(12, 0)
    continuity.begin(0, 1)
    assert continuity.in_doubt


def test_the_last_plus_one_is_no_doubt(settled: Continuity) -> None:
    settled.heard(8, 101)
    settled.heard(9, 102)
    assert not settled.in_doubt


@pytest.mark.parametrize("number", [7, 9, 1, 500])
def test_any_other_number_is(settled: Continuity, number: int) -> None:
    settled.heard(number, 101)
    assert settled.in_doubt
    settled.settle(settled.doubts())
    settled.heard(number + 1, 102)
    assert not settled.in_doubt


def test_a_doubt_raised_during_a_reading_is_not_settled_by_it(settled: Continuity) -> None:
    settled.heard(9, 101)
    began = settled.doubts()
    settled.heard(11, 102)
    settled.settle(began)
    assert settled.in_doubt


def test_twelve_seconds_of_silence_are_a_doubt_once_each(settled: Continuity) -> None:
    doubted = [settled.doubt_silence(second) for second in (111, 112, 113, 114, 125, 126)]
    assert doubted == [False, False, True, False, False, True]
    assert settled.silent(126)
    settled.heard(8, 127)
    assert not settled.silent(128)


def test_listening_anew_to_one_that_is_silent_is_still_silence(settled: Continuity) -> None:
    settled.begin(7, 113)
    assert settled.silent(113)
    settled.heard(8, 114)
    assert not settled.silent(114)


def test_what_was_said_while_nobody_listened_ends_the_silence(settled: Continuity) -> None:
    settled.begin(9, 113)
    assert not settled.silent(113)
