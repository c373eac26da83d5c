"""The catalogue that ships with the product."""

import csv
import re
from datetime import date

from tickers import starting
from tickers.symbols import is_symbol


def test_some_hundred_tickers_ship_each_once_and_well_formed():
    tickers = list(starting.tickers())
    assert 300 <= len(tickers) <= 400
    assert len({ticker.symbol for ticker in tickers}) == len(tickers)
    for ticker in tickers:
        assert is_symbol(ticker.symbol)
        assert "." not in ticker.symbol
        assert ticker.name == ticker.name.strip() != ""
        assert ticker.asset_type in ("Stock", "ETF")
        assert re.fullmatch("[A-Z]{3}", ticker.currency)


def test_shares_stand_with_their_day_and_funds_have_none():
    for ticker in starting.tickers():
        assert (ticker.shares_outstanding is None) == (ticker.shares_as_of is None)
        if ticker.shares_outstanding is not None and ticker.shares_as_of is not None:
            assert ticker.asset_type == "Stock"
            assert 10**6 < ticker.shares_outstanding < 10**11
            assert date(2024, 1, 1) < ticker.shares_as_of <= date(2026, 12, 31)


def test_every_starting_ticker_is_listed_on_the_same_exchange(recorded):
    with (recorded / "LISTING_STATUS" / "active_20260517.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["symbol"]: (row["exchange"], row["assetType"]) for row in csv.DictReader(lines)}
    assert {ticker.symbol: (ticker.exchange, ticker.asset_type) for ticker in starting.tickers()} == {
        ticker.symbol: listed.get(ticker.symbol) for ticker in starting.tickers()
    }
