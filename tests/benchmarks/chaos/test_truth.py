"""The judge of what pages show: it believes what the simulator told, and nothing else."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.chaos.backoff import wait
from benchmarks.chaos.table import write_between
from benchmarks.chaos.truth import Truth, busiest
from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.sessions import Calendar, Hours
from live.quotes import iso

SEED = 7
NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


def quote(asked: datetime, price: float) -> dict[str, object]:
    return {"symbol": "IWM", "price": price, "fetched_at": iso(asked)}


def price(at: datetime) -> float:
    market = Market(SEED, Calendar(Hours.ALWAYS))
    return market.bar("IWM", market.calendar.opened(at.timestamp()), at.timestamp()).close


def test_any_price_that_the_simulator_may_have_answered_with_is_right() -> None:
    truth = Truth(SEED)
    for n in range(200):
        asked = NOON + timedelta(seconds=n * 61.37)
        answered = asked + timedelta(seconds=n % 70 / 10)
        assert truth.is_right(quote(asked, price(answered)), answered.timestamp())


def test_a_price_of_a_minute_before_and_one_that_nobody_paid_are_wrong() -> None:
    truth = Truth(SEED)
    moments = [NOON + timedelta(minutes=n) for n in range(60)]
    right = [truth.is_right(quote(now, price(before)), now.timestamp() + 0.3) for before, now in pairwise(moments)]
    assert right.count(False) > 40  # now and then the price is the same again
    assert not truth.is_right(quote(NOON, price(NOON) * 1.05), NOON.timestamp() + 12)


def test_a_set_clock_is_allowed_for_when_it_is_known() -> None:
    asked = NOON + timedelta(minutes=10)
    assert Truth(SEED).is_right(quote(asked, price(NOON)), NOON.timestamp() + 1, ahead=(600.0,))


def test_a_window_counts_what_lies_in_it() -> None:
    assert busiest([0, 0.5, 0.9, 1.0, 5], 1) == 3
    assert busiest([], 1) == 0


@pytest.mark.parametrize(
    ("code", "attempt", "least", "most"),
    [(4200, 0, 0, 0.5), (1006, 0, 0.5, 1), (1006, 9, 15, 30), (4100, 0, 7.5, 15), (4200, 1, 1, 2)],
)
def test_a_page_comes_back_as_the_browser_does(code: int, attempt: int, least: float, most: float) -> None:
    assert (wait(code, attempt, 0), wait(code, attempt, 1)) == (least, most)


def test_a_page_that_was_told_to_stay_away_does() -> None:
    assert wait(4008, 0, 0.5) is None


def test_a_table_replaces_the_one_between_its_markers_alone(tmp_path: Path) -> None:
    file = tmp_path / "some.md"
    file.write_text("a\n<!-- chaos:begin -->\nold\n<!-- chaos:end -->\nb\n")
    write_between(file, "chaos", "| new \\1 |")
    assert file.read_text() == "a\n<!-- chaos:begin -->\n| new \\1 |\n<!-- chaos:end -->\nb\n"
    with pytest.raises(ValueError, match="no place marked soak"):
        write_between(file, "soak", "")
