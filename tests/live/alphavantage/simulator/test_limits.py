"""The limits of each plan, over time."""

import pytest

from live.alphavantage.plans import LIMITS
from live.alphavantage.simulator.limits import Exceeded, Meter

SECOND, MINUTE, DAY = Exceeded.SECOND, Exceeded.MINUTE, Exceeded.DAY


def outcomes(plan: str, times: list[float], slack: float = 0.0) -> list[Exceeded | None]:
    meter = Meter(LIMITS[plan], slack)
    return [meter.ask(at) for at in times]


@pytest.mark.parametrize(
    ("plan", "times", "expected"),
    [
        ("free", [0, 1, 2], [None, None, None]),
        ("free", [0, 0.9, 2], [None, SECOND, None]),
        # A refused request counts for the second, so hammering on does not help.
        ("free", [0, 0.9, 1.8, 2.7, 3.8], [None, SECOND, SECOND, SECOND, None]),
        ("75", [0.0] * 5 + [0.5, 1.5], [None] * 5 + [SECOND, None]),
        ("1200", [0.0] * 31, [None] * 30 + [SECOND]),
    ],
)
def test_a_second_holds_so_many(plan: str, times: list[float], expected: list[Exceeded | None]) -> None:
    assert outcomes(plan, times) == expected


@pytest.mark.parametrize("plan", ["75", "150", "300", "600", "1200"])
def test_a_paid_minute_rolls(plan: str) -> None:
    limits = LIMITS[plan]
    assert limits.per_minute is not None
    gap = 1.01 / limits.per_second
    full = [number * gap for number in range(limits.per_minute)]
    found = outcomes(plan, [*full, 59.9, 60.01])
    assert found == [None] * limits.per_minute + [MINUTE, None]


def test_a_free_day_rolls_and_refused_requests_do_not_count_for_it() -> None:
    day = [float(2 * number) for number in range(25)]
    assert outcomes("free", [*day, 100, 86_399, 86_400.5, 86_401, 86_402.5]) == (
        [None] * 25 + [DAY, DAY, None, SECOND, None]
    )


def test_slack_forgives_what_the_way_here_took_off_a_second() -> None:
    assert outcomes("free", [0, 0.96, 1.92], slack=0.05) == [None, None, None]
    assert outcomes("free", [0, 0.9], slack=0.05) == [None, SECOND]
