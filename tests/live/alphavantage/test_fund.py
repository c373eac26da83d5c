from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from live.alphavantage.fund import MAX_HOLDINGS, facts
from live.providers.errors import BadAnswer, NotEntitled, UnknownSymbol
from live.providers.facts import Share
from tests.live.alphavantage.payloads import etf_profile


def test_a_funds_facts_are_read_and_what_is_missing_is_not_known() -> None:
    read = facts(etf_profile(), "ACMF")
    assert (read.symbol, read.net_assets, read.expense_ratio) == ("ACMF", Decimal(5_000_000_000), Decimal("0.0009"))
    assert (read.portfolio_turnover, read.inception_date, read.leveraged) == (None, date(2001, 5, 4), False)


def test_shares_are_largest_first_and_nameless_ones_left_out() -> None:
    read = facts(etf_profile(), "ACMF")
    assert read.sectors == (Share("UTILITIES", Decimal("0.6")), Share("ENERGY", Decimal("0.4")))
    assert read.holdings == (Share("CASH", Decimal("0.3")), Share("ACME CORP", Decimal("0.2"), "ACME"))


def test_a_holding_without_a_name_is_called_by_its_symbol() -> None:
    rows = [{"symbol": "SHOP", "description": "n/a", "weight": "much"}]
    assert facts(etf_profile(holdings=rows), "ACMF").holdings == (Share("SHOP", None, "SHOP"),)


def test_only_the_largest_holdings_are_kept() -> None:
    rows = [{"symbol": f"S{i}", "description": "X", "weight": f"0.{i:04}"} for i in range(1000)]
    holdings = facts(etf_profile(holdings=rows), "ACMF").holdings
    assert len(holdings) == MAX_HOLDINGS
    assert holdings[0].symbol == "S999"


def test_an_empty_answer_is_an_unknown_symbol() -> None:
    with pytest.raises(UnknownSymbol):
        facts({}, "ACMF")


@pytest.mark.parametrize("changes", [{"holdings": None}, {"sectors": "many"}, {"holdings": ["ACME"]}])
def test_a_profile_of_another_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        facts(etf_profile(**changes), "ACMF")


def test_a_refusal_is_told() -> None:
    with pytest.raises(NotEntitled):
        facts({"Information": "This is a premium endpoint."}, "ACMF")
    with pytest.raises(BadAnswer):
        facts({"net_assets": "1"}, "ACMF")
