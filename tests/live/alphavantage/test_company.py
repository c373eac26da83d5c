from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from live.alphavantage.company import facts
from live.providers.errors import BadAnswer, DaySpent, UnknownSymbol
from tests.live.alphavantage.payloads import SPENT, overview


def test_a_companys_facts_are_read_and_what_is_missing_is_not_known() -> None:
    read = facts(overview(), "ACME")
    assert (read.symbol, read.name, read.exchange, read.currency) == ("ACME", "Acme Corporation", "NYSE", "USD")
    assert (read.market_capitalization, read.shares_outstanding) == (Decimal(1_200_000_000), 100_000_000)
    assert (read.eps, read.pe_ratio, read.dividend_yield, read.analyst_target) == (Decimal("-0.5"), None, None, None)
    assert (read.latest_quarter, read.week52_high) == (date(2026, 9, 30), Decimal(15))


@pytest.mark.parametrize(
    "changes",
    [{"MarketCapitalization": "-5"}, {"MarketCapitalization": "NaN"}, {"MarketCapitalization": ["1"]}],
)
def test_a_figure_that_makes_no_sense_is_not_known_and_the_rest_stays(changes: dict[str, Any]) -> None:
    read = facts(overview(**changes, LatestQuarter="soon", SharesOutstanding="0", Description=5), "ACME")
    assert (read.market_capitalization, read.latest_quarter, read.shares_outstanding) == (None, None, None)
    assert (read.name, read.description) == ("Acme Corporation", None)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://acme.example/about", True),
        ("http://acme.example", True),
        ("javascript:alert(1)", False),
        ("//acme.example", False),
        ("https://", False),
        ("http://[", False),
        ("None", False),
    ],
)
def test_only_a_web_address_is_kept_as_the_companys(address: str, kept: bool) -> None:
    assert facts(overview(OfficialSite=address), "ACME").official_site == (address if kept else None)


def test_long_texts_are_cut() -> None:
    read = facts(overview(Description="x" * 100_000, Name="y" * 1000), "ACME")
    assert (len(read.description or ""), len(read.name)) == (5000, 200)


def test_an_empty_answer_is_an_unknown_symbol() -> None:
    with pytest.raises(UnknownSymbol, match="ACME"):
        facts({}, "ACME")


@pytest.mark.parametrize("changes", [{"Symbol": "OTHER"}, {"Symbol": None}, {"Name": "None"}, {"Name": 5}])
def test_facts_of_another_company_or_of_none_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        facts(overview(**changes), "ACME")


def test_a_refusal_is_told() -> None:
    with pytest.raises(DaySpent):
        facts({"Information": SPENT}, "ACME")
