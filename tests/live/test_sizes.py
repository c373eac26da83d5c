"""The catalogue's count beside the provider's, from a real database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from live import sizes
from live.insight import facts
from live.polling.judge import Listed
from live.polling.market_value import Shares, Told
from live.providers.facts import CompanyFacts, FundFacts
from tickers import starting
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 11, 10, 2, tzinfo=UTC)  # the ninth in New York
DAY = date(2026, 11, 9)


def ticker(symbol: str = "AAPL", **values: Any) -> dict[str, Ticker]:
    return {symbol: Ticker(symbol=symbol, **({"exchange": "NASDAQ"} | values))}


def told(symbol: str = "AAPL", **values: Any) -> None:
    facts.keep("simulated", symbol, CompanyFacts(symbol, "A company", **values), THEN)


def test_the_newer_count_of_shares_wins() -> None:
    told(shares_outstanding=900)
    (older,) = sizes.listed("simulated", ticker(shares_outstanding=1000, shares_as_of=date(2025, 12, 31))).values()
    assert older.shares == Shares(900, DAY)
    (newer,) = sizes.listed("simulated", ticker(shares_outstanding=1000, shares_as_of=date(2026, 11, 15))).values()
    assert newer.shares == Shares(1000, date(2026, 11, 15))


def test_a_count_of_another_source_is_never_read() -> None:
    told(shares_outstanding=900)
    assert sizes.listed("alphavantage", ticker()) == {"AAPL": Listed("AAPL", "XNYS", "USD")}


def test_a_count_that_contradicts_its_own_facts_leaves_the_catalogue_s_and_the_provider_s_value() -> None:
    told(
        shares_outstanding=7_000,
        market_capitalization=Decimal(3_000_000),
        week52_low=Decimal(160),
        week52_high=Decimal(260),
    )
    (known,) = sizes.listed("simulated", ticker(shares_outstanding=15_000)).values()
    assert (known.shares, known.told) == (Shares(15_000), Told(Decimal(3_000_000), DAY))


def test_a_value_in_another_currency_than_the_prices_is_no_value() -> None:
    told("TSCO.LON", market_capitalization=Decimal(30_000), currency="GBP")
    (known,) = sizes.listed("simulated", ticker("TSCO.LON", currency="GBX", exchange="LSE")).values()
    assert known == Listed("TSCO.LON", "XLON", "GBX", fame=len(starting.places()))  # nothing that is well known


def test_a_fund_has_assets_and_no_market_value() -> None:
    facts.keep("simulated", "SPY", FundFacts("SPY", net_assets=Decimal(10)), THEN)
    (known,) = sizes.listed("simulated", ticker("SPY", asset_type="ETF", shares_outstanding=5)).values()
    assert (known.shares, known.told) == (None, None)
    assert facts.counted("simulated") == {}
