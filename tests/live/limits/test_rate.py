"""A socket may say much at once, and not much for long."""

from live.limits.rate import Allowance


def test_a_burst_passes_and_more_of_it_does_not() -> None:
    allowance = Allowance.of_messages(0, 20)
    assert [allowance.spend(0) for _ in range(61)] == [True] * 60 + [False]
    assert allowance.spend(0.05)
    assert not allowance.spend(0.05)


def test_twenty_a_second_pass_for_ever() -> None:
    allowance = Allowance.of_messages(0, 20)
    assert all(allowance.spend(number / 20) for number in range(2000))
