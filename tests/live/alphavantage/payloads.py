"""Small answers in the provider's shapes, made up."""

from typing import Any


def global_quote(symbol: str = "ACME", heading: str = "Global Quote", **changes: Any) -> dict[str, Any]:
    """`changes` name a field by its words: `price="1.00"`; None leaves it out."""
    fields = {
        "symbol": symbol,
        "open": "10.0000",
        "high": "12.5000",
        "low": "9.7500",
        "price": "12.0000",
        "volume": "123456",
        "latest trading day": "2026-11-19",
        "previous close": "10.0000",
        "change": "2.0000",
        "change percent": "20.0000%",
    }
    changed = fields | {name.replace("_", " "): value for name, value in changes.items()}
    values = {f"{i:02}. {name}": value for i, (name, value) in enumerate(changed.items(), 1) if value is not None}
    return {heading: values}


def bulk_row(symbol: str, **changes: Any) -> dict[str, Any]:
    row = {
        "symbol": symbol,
        "timestamp": "2026-11-19 15:30:00.25",
        "open": "10",
        "high": "12.5",
        "low": "9.75",
        "close": "12.0",
        "volume": "123456",
        "previous_close": "10.0",
        "change": "2.0",
        "change_percent": "20.0",
        "extended_hours_quote": "",
        "extended_hours_change": "",
        "extended_hours_change_percent": "",
    }
    return row | changes


def bulk(*rows: Any, message: str = "success") -> dict[str, Any]:
    return {"endpoint": "Realtime Bulk Quotes", "message": message, "data": list(rows)}


def bar(close: str = "12.0000", **changes: Any) -> dict[str, Any]:
    values = {
        "1. open": "10.0000",
        "2. high": "12.5000",
        "3. low": "9.7500",
        "4. close": close,
        "5. volume": "123456",
    }
    return values | changes


def series(bars: dict[str, Any], symbol: str = "ACME", heading: str = "Time Series (Daily)") -> dict[str, Any]:
    return {"Meta Data": {"1. Information": "Prices", "2. Symbol": symbol}, heading: bars}


def overview(symbol: str = "ACME", **changes: Any) -> dict[str, Any]:
    facts = {
        "Symbol": symbol,
        "AssetType": "Common Stock",
        "Name": "Acme Corporation",
        "Description": "Makes everything.",
        "Exchange": "NYSE",
        "Currency": "USD",
        "Country": "USA",
        "Sector": "INDUSTRIALS",
        "Industry": "CONGLOMERATES",
        "OfficialSite": "https://acme.example",
        "LatestQuarter": "2026-09-30",
        "MarketCapitalization": "1200000000",
        "SharesOutstanding": "100000000",
        "PERatio": "None",
        "EPS": "-0.5",
        "DividendYield": "-",
        "Beta": "1.1",
        "52WeekHigh": "15",
        "52WeekLow": "8.5",
    }
    return facts | changes


def etf_profile(**changes: Any) -> dict[str, Any]:
    profile = {
        "net_assets": "5000000000",
        "net_expense_ratio": "0.0009",
        "portfolio_turnover": "n/a",
        "dividend_yield": "0.011",
        "inception_date": "2001-05-04",
        "leveraged": "NO",
        "sectors": [{"sector": "ENERGY", "weight": "0.4"}, {"sector": "UTILITIES", "weight": "0.6"}],
        "holdings": [
            {"symbol": "ACME", "description": "ACME CORP", "weight": "0.2"},
            {"symbol": "n/a", "description": "CASH", "weight": "0.3"},
            {"symbol": "n/a", "description": "n/a", "weight": "0.1"},
        ],
    }
    return profile | changes


LISTING_HEADER = "symbol,name,exchange,assetType,ipoDate,delistingDate,status\r\n"
LISTING = (
    LISTING_HEADER + "ACME,Acme Corp ,NYSE,Stock,1999-11-18,null,Active\r\n" + "ZZ,,BATS,ETF,2020-01-02,null,Active\r\n"
)

SPENT = (
    "We have detected your API key as {key} and our standard API rate limit is 25 requests per day. "
    "Please subscribe to any of the premium plans to instantly remove all daily rate limits."
)
BURST = (
    "Please consider spreading out your free API requests more sparingly (1 request per second). You may subscribe "
    "to any premium plan to lift the free key rate limit (25 requests per day) and unlock all premium endpoints"
)
