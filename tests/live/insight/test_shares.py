"""Whether a company's count of shares is in units of its ticker."""

from decimal import Decimal

import pytest

from live.insight.shares import in_units_of_the_ticker
from live.providers.facts import CompanyFacts


def facts(shares: int | None, value: int | None, low: int | None = 160, high: int | None = 260) -> CompanyFacts:
    ends = {"week52_low": low and Decimal(low), "week52_high": high and Decimal(high)}
    return CompanyFacts(
        "AAPL", "Apple", shares_outstanding=shares, market_capitalization=value and Decimal(value), **ends
    )


@pytest.mark.parametrize(
    ("known", "count"),
    [
        (facts(15_000, 3_000_000), 15_000),
        (facts(15_000, 4_200_000), 15_000),  # at 280: the value is of a day after the range's
        (facts(7_000, 3_000_000), None),  # one class of two: at 428 it never traded
        (facts(75_000, 3_000_000), None),  # five shares at home to a receipt
        (facts(15_000, None), 15_000),
        (facts(None, 3_000_000), None),
        (facts(75_000, 3_000_000, None, None), 75_000),
    ],
)
def test_a_count_is_believed_when_it_makes_a_price_of_the_last_year(known: CompanyFacts, count: int | None) -> None:
    assert in_units_of_the_ticker(known) == count


def test_without_a_range_the_long_average_stands_for_it() -> None:
    known = CompanyFacts(
        "AAPL",
        "Apple",
        shares_outstanding=75_000,
        market_capitalization=Decimal(3_000_000),
        day200_average=Decimal(200),
    )
    assert in_units_of_the_ticker(known) is None
