"""The line of the last closes, held to the cases that the browser is held to as well."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from live.insight.returns import Close
from live.sparkline import Sparkline
from tests.environment import ROOT

CASES = json.loads((ROOT / "tests" / "page" / "cases.json").read_text())["sparkline"]
DAY = date(2026, 11, 19)


def days(count: int) -> list[Close]:
    return [Close(DAY - timedelta(days=n), Decimal(100 - n)) for n in range(count - 1, -1, -1)]


@pytest.mark.parametrize(("closes", "price", "points", "words"), CASES)
def test_the_line_and_its_words_are_those_of_the_browser(
    closes: list[float], price: float | None, points: str, words: str
) -> None:
    line = Sparkline(
        tuple(Decimal(str(close)) for close in closes), DAY, None if price is None else Decimal(str(price))
    )
    assert (line.points, line.words) == (points, words)
    assert json.loads(line.values) == closes


def test_it_has_the_last_thirty_closes_and_a_later_price() -> None:
    line = Sparkline.of(days(40), Decimal(110), DAY + timedelta(days=1))
    assert line is not None
    assert (len(line.closes), line.closes[-1], line.day, line.price) == (30, Decimal(100), DAY, Decimal(110))
    assert line.change == Decimal("54.9296")


@pytest.mark.parametrize(("price", "day"), [(None, DAY + timedelta(days=1)), (Decimal(110), DAY), (Decimal(110), None)])
def test_a_price_that_is_no_later_than_the_closes_is_left_out(price: Decimal | None, day: date | None) -> None:
    line = Sparkline.of(days(5), price, day)
    assert line is not None
    assert line.price is None


def test_prices_are_told_in_the_unit_that_people_speak_of() -> None:
    line = Sparkline.of(days(2), Decimal(110), DAY + timedelta(days=1), per_unit=100)
    assert line is not None
    assert line.words == "last 2 closes, from 0.9900 to 1.00, now 1.10"


def test_one_close_makes_no_line() -> None:
    assert Sparkline.of(days(1), Decimal(1), DAY) is None
    assert Sparkline.of([], None, None) is None
