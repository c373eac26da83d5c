"""The provider's plans, by what they would make of what is watched."""

import pytest

from live.alphavantage.plans import LIMITS
from live.comparison import Compared, compare


def compared(tickers: int, poll_seconds: float = 10) -> dict[str, Compared]:
    return {each.name: each for each in compare(tickers, poll_seconds)}


def seconds(each: Compared) -> tuple[float, float]:
    assert each.every is not None
    assert each.in_bulk is not None
    return round(each.every.total_seconds(), 1), round(each.in_bulk.total_seconds(), 1)


def test_every_plan_is_there_in_its_order() -> None:
    assert list(compared(20)) == list(LIMITS)


def test_a_free_key_is_a_number_of_closes_a_day_beside_what_is_kept_for_other_needs() -> None:
    assert compared(20)["free"] == Compared("free", closes_a_day=15)


@pytest.mark.parametrize(
    ("tickers", "plan", "every", "in_bulk"),
    [
        (50, "75", 42.3, 10.0),  # 71 of 75 requests a minute are used
        (50, "1200", 10.0, 10.0),  # no oftener than is set
        (1, "75", 10.0, 10.0),
        (5000, "75", 4225.4, 42.3),
    ],
)
def test_tickers_share_a_paid_plan_s_requests(tickers: int, plan: str, every: float, in_bulk: float) -> None:
    assert seconds(compared(tickers)[plan]) == (every, in_bulk)
