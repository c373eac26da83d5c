"""Facts come back from JSON as the values that were kept, and what cannot be facts is refused."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from live.insight import sheet
from live.providers.facts import CompanyFacts, FundFacts, Share

COMPANY = CompanyFacts(
    "AAPL",
    "Apple",
    sector="TECHNOLOGY",
    pe_ratio=Decimal("31.05"),
    shares_outstanding=7,
    latest_quarter=date(2026, 9, 30),
)
FUND = FundFacts(
    "SPY", Decimal(10**11), leveraged=False, holdings=(Share("APPLE INC", Decimal("0.07"), "AAPL"), Share("CASH", None))
)


def kept(facts: CompanyFacts | FundFacts, **changed: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(asdict(facts), cls=DjangoJSONEncoder))
    return body | changed


@pytest.mark.parametrize("facts", [COMPANY, FUND])
def test_what_was_kept_comes_back_as_it_was(facts: CompanyFacts | FundFacts) -> None:
    assert sheet.read(kept(facts)) == facts


def test_what_an_older_version_did_not_keep_is_unknown() -> None:
    body = kept(COMPANY)
    del body["beta"]
    assert sheet.read(body) == COMPANY


@pytest.mark.parametrize(
    "changed",
    [
        {"pe_ratio": "much"},
        {"pe_ratio": "NaN"},
        {"pe_ratio": 31},
        {"shares_outstanding": "7"},
        {"latest_quarter": "the last"},
        {"sector": ["TECHNOLOGY"]},
        {"holdings": [{"name": "APPLE INC"}], "sectors": []},
        {"holdings": "many"},
    ],
)
def test_what_cannot_be_facts_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        sheet.read(kept(COMPANY, **changed))
