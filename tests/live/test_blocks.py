"""The blocks of the details page, and how they stand alone."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from redis import Redis

from live import clock
from live.insight import facts, history, intraday
from live.insight.minutes import Point
from live.models import Bar as StoredBar
from live.models import Facts
from live.polling import connection
from live.providers.facts import CompanyFacts, FundFacts, Share
from live.providers.series import Bar, Series
from live.quotes import Basis, Quote, State
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 11, 10, 18, tzinfo=UTC)
APPLE: dict[str, Any] = {
    "description": f"Apple Inc. makes <i>phones</i>. {'It also makes more of them. ' * 20}The end.",
    "sector": "TECHNOLOGY",
    "pe_ratio": Decimal("31.05"),
    "dividend_yield": Decimal("0.0044"),
    "week52_low": Decimal(160),
    "week52_high": Decimal(260),
    "market_capitalization": Decimal(3450000000000),
}


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    Ticker.objects.create(symbol="AAPL", name="Apple", exchange="NASDAQ")
    Ticker.objects.create(symbol="SPY", name="S&P 500", exchange="NYSE ARCA", asset_type="ETF")
    Ticker.objects.create(symbol="GONE", name="Gone", exchange="NYSE", active=False)


def told(symbol: str, **values: Any) -> None:
    facts.keep("simulated", symbol, CompanyFacts(symbol, "Apple", **values), THEN)


def priced(redis: Redis, price: int, symbol: str = "AAPL", **values: Any) -> None:
    now = clock.now()
    quote = Quote(
        symbol,
        "simulated",
        Basis.SIMULATED,
        State.FRESH,
        Decimal(price),
        trading_day=now.date(),
        fetched_at=now,
        **values,
    )
    redis.hset(connection.keys().quotes, symbol, json.dumps(quote.as_wire()))


def traded(symbol: str, days: int) -> None:
    price, last = Decimal("1234.5"), THEN.date()
    bars = (Bar(last - timedelta(days=n), price, price, price, price, 45_678) for n in range(days))
    history.keep("simulated", "daily", Series(symbol, tuple(bars)))


def shown(client: Client, symbol: str = "AAPL") -> str:
    return client.get(f"/stocks/{symbol}/").content.decode()


def test_the_company_is_told_with_its_age_and_source(client: Client, redis: Redis) -> None:
    told("AAPL", **APPLE)
    priced(redis, 185)
    page = shown(client)
    for text in ("10 Nov, simulated", ">Technology<", ">31.05<", ">0.44%<", "</small> 160.00<", "</small> 260.00<"):
        assert text in page
    assert "Now 25% of the way from low to high" in page
    assert re.search(r'<circle data-field="year_place" data-low="160" data-high="260" cx="25.0%"', page)
    assert "&lt;i&gt;phones" in page


def test_what_is_unknown_has_no_line(client: Client) -> None:
    told("AAPL", eps=Decimal(6))
    block = shown(client).partition('id="company-title"')[2].partition("</section>")[0]
    assert re.findall(r"<dt>(.*?)</dt>", block) == ["Earnings per share"]
    assert "None" not in block
    assert "–" not in block


def test_a_long_description_opens_without_a_script(client: Client) -> None:
    told("AAPL", **APPLE)
    assert "<details><summary>More</summary>" in shown(client)
    told("AAPL", description="Apple makes phones.")
    assert "<summary>More" not in shown(client)


def market_value(page: str) -> str:
    """What the sheet says of it, as text."""
    cell = page.partition("<dt>Market value</dt>")[2].partition("</dd>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", cell).split())


def test_the_market_value_is_shares_times_the_price_and_else_the_provider_s_with_its_day(
    client: Client, redis: Redis
) -> None:
    assert market_value(shown(client)) == "–"
    told("AAPL", **APPLE)
    assert market_value(shown(client)) == "3.45T provider’s, 10 Nov"
    priced(redis, 185)
    assert market_value(shown(client)) == "3.45T provider’s, 10 Nov"
    told("AAPL", **APPLE, shares_outstanding=15_000_000_000)
    page = shown(client)
    assert market_value(page) == "2.78T"
    assert '<dt>Shares outstanding</dt><dd>15.0B <small class="told">10 Nov</small></dd>' in page


def test_a_fund_has_assets_and_no_market_value(client: Client) -> None:
    assert "Market value" not in shown(client, "SPY")


def test_pounds_are_told_of_a_company_whose_price_is_in_pence(client: Client, redis: Redis) -> None:
    Ticker.objects.create(
        symbol="TSCO.LON",
        name="Tesco",
        exchange="LSE",
        currency="GBX",
        shares_outstanding=6_000_000_000,
        shares_as_of=date(2025, 12, 31),
    )
    priced(redis, 450, symbol="TSCO.LON", currency="GBX")
    page = shown(client, "TSCO.LON")
    assert market_value(page) == "27.0B GBP"
    assert 'data-per-unit="100"' in page.partition("<dt>Market value</dt>")[2].partition("</dd>")[0]
    assert '<small class="told">31 Dec 2025</small>' in page


def test_the_year_s_range_stands_where_a_script_can_move_the_price_on_it(client: Client) -> None:
    told("AAPL", **APPLE)
    block = shown(client).partition('<div class="year" data-beside="AAPL">')[2]
    assert 'data-high="260" visibility="hidden"' in block
    assert '<span class="year-words" data-field="year" data-low="160" data-high="260"></span>' in block


def test_a_fund_tells_what_it_holds_and_links_what_the_catalogue_knows(client: Client) -> None:
    holdings = (Share("APPLE INC", Decimal("0.0704"), "AAPL"), Share("ELSEWHERE SA", None, "ELSE"), Share("CASH", None))
    sectors = (Share("INFORMATION TECHNOLOGY", Decimal("0.31")),)
    fund = FundFacts("SPY", Decimal(500_000_000_000), Decimal("0.0009"), sectors=sectors, holdings=holdings)
    facts.keep("simulated", "SPY", fund, THEN)
    page = shown(client, "SPY")
    for text in (">500B<", ">0.09%<", ">Information technology<", ">7.04%<", 'href="/stocks/AAPL/"', ">ELSEWHERE SA<"):
        assert text in page
    assert "/stocks/ELSE/" not in page


def test_a_ticker_without_facts_says_so_in_one_line(client: Client) -> None:
    assert "Company facts are fetched when somebody watches this ticker." in shown(client)
    assert "Fund facts are fetched when somebody watches this ticker." in shown(client, "SPY")
    facts.claim("simulated", "AAPL", "facts", THEN, THEN)
    assert "asked for company facts and gave none" in shown(client)
    assert "Company facts" not in shown(client, "GONE")


def test_the_history_is_a_chart_that_fetches_its_ranges_and_a_table_of_the_last_days(client: Client) -> None:
    traded("AAPL", 40)
    page = shown(client)
    assert 'data-history="/stocks/AAPL/history.json"' in page
    assert re.findall(r'data-range="(\w+)"', page) == ["month", "year", "all"]
    assert page.count('<th scope="row"><time') == 30
    assert '<time datetime="2026-11-10">10 Nov</time></th><td>1,234.50</td>' in page
    assert "js/chart_soon.js" in page
    assert "TradingView" in page
    assert "Daily prices adjusted for splits, 2 Oct to 10 Nov, simulated" in page


def test_a_day_is_offered_where_there_are_minutes_of_one(client: Client) -> None:
    traded("AAPL", 3)
    intraday.keep("simulated", [("AAPL", Point(clock.now(), Decimal(99), None))])
    assert re.findall(r'data-range="(\w+)"', shown(client)) == ["day", "month", "year", "all"]


def test_without_bars_no_chart_is_loaded(client: Client) -> None:
    page = shown(client)
    assert "Daily prices are fetched when somebody watches this ticker." in page
    assert "js/chart_soon.js" not in page
    assert "history.json" not in page


def test_the_blocks_have_no_script_or_style_of_their_own(client: Client) -> None:
    told("AAPL", **APPLE)
    traded("AAPL", 3)
    page = shown(client)
    scripts = re.findall(r"<script ([^>]*)>", page)
    assert all('src="' in script or 'type="application/json"' in script for script in scripts)
    assert "<style" not in page
    assert " style=" not in page


@pytest.mark.parametrize("body", [{"symbol": "AAPL", "pe_ratio": "much"}, {"symbol": "AAPL", "eps": "1E+99"}, []])
def test_facts_that_cannot_be_read_take_nothing_else_with_them(client: Client, body: Any) -> None:
    traded("AAPL", 3)
    Facts.objects.create(source="simulated", symbol="AAPL", body=body, fetched_at=THEN)
    page = shown(client)
    assert "The company's facts cannot be shown now." in page
    assert "js/chart_soon.js" in page
    assert "Previous close" in page


def test_bars_that_cannot_be_prices_take_nothing_else_with_them(client: Client) -> None:
    told("AAPL", **APPLE)
    traded("AAPL", 3)
    StoredBar.objects.filter(day=THEN.date()).update(low=-1)
    page = shown(client)
    assert "The daily prices cannot be shown now." in page
    assert ">Technology<" in page
