"""The bodies of LISTING_STATUS, OVERVIEW and ETF_PROFILE.

https://www.alphavantage.co/documentation/#listing-status, #company-overview and #etf-profile
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any, Protocol

from live.alphavantage.simulator.noise import uniforms
from live.alphavantage.simulator.prices import Bar

EXCHANGES = ("NASDAQ", "NYSE", "NYSE ARCA", "BATS", "NYSE MKT", "AMEX")

_HEADER = ("symbol", "name", "exchange", "assetType", "ipoDate", "delistingDate", "status")
_SECTORS = ("TECHNOLOGY", "HEALTHCARE", "FINANCIAL SERVICES", "INDUSTRIALS", "ENERGY", "CONSUMER CYCLICAL", "UTILITIES")
_WEIGHTS = (0.31, 0.2, 0.16, 0.12, 0.1, 0.07, 0.04)
_HOLDINGS = (("MSFT", "MICROSOFT CORP", 0.07), ("AAPL", "APPLE INC", 0.06), ("n/a", "CASH", 0.01))


@dataclass(frozen=True, slots=True)
class Listed:
    """A ticker of the listing. `shares` outstanding where they are known."""

    symbol: str
    name: str
    exchange: str
    asset_type: str
    ipo_date: date | None = None
    delisting_date: date | None = None
    shares: int | None = None


class Catalogue(Protocol):
    def listed(self, *, active: bool) -> Iterable[Listed]: ...

    def find(self, symbol: str) -> Listed | None: ...


def listing(rows: Iterable[Listed], *, active: bool) -> str:
    """The CSV with CRLF line ends. A missing date is the word null."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in rows:
        dates = [day.isoformat() if day else "null" for day in (row.ipo_date, row.delisting_date)]
        writer.writerow(
            [row.symbol, row.name, row.exchange, row.asset_type, *dates, "Active" if active else "Delisted"]
        )
    return text.getvalue()


def overview(symbol: str, listed: Listed | None, bars: Sequence[Bar], shares: int, beta: float) -> dict[str, str]:
    """A company's facts in keeping with its price. `bars` are daily, newest first, 252 of them: a year."""
    chance = uniforms("overview", symbol)
    price, earnings = bars[0].close, 0.02 + 0.05 * chance[0]
    eps = round(price * earnings, 2)
    yields = chance[1] > 0.4
    dividend = round(eps * 0.4, 2) if yields else 0.0
    sector = _SECTORS[int(chance[2] * len(_SECTORS))]
    revenue = int(shares * eps / (0.05 + 0.2 * chance[3]))
    return {
        "Symbol": symbol,
        "AssetType": "Common Stock",
        "Name": (listed.name if listed else "") or f"{symbol} Simulated Company",
        "Description": "A company of the simulator: every figure here is made up.",
        "CIK": "None",
        "Exchange": listed.exchange if listed else "NYSE",
        "Currency": "USD",
        "Country": "USA",
        "Sector": sector,
        "Industry": f"SIMULATED {sector}",
        "Address": "None",
        "OfficialSite": "None",
        "FiscalYearEnd": "December",
        "LatestQuarter": f"{bars[0].day.year - 1}-12-31",
        "MarketCapitalization": str(int(shares * price)),
        "EBITDA": "None",
        "PERatio": f"{price / eps:.2f}",
        "PEGRatio": "-",
        "BookValue": f"{price * (0.1 + 0.5 * chance[4]):.2f}",
        "DividendPerShare": f"{dividend:.2f}" if yields else "None",
        "DividendYield": f"{dividend / price:.4f}" if yields else "None",
        "EPS": f"{eps:.2f}",
        "RevenueTTM": str(revenue),
        "ProfitMargin": f"{shares * eps / revenue:.3f}",
        "AnalystTargetPrice": f"{price * (0.9 + 0.3 * chance[5]):.2f}",
        "TrailingPE": f"{price / eps:.2f}",
        "ForwardPE": "-",
        "PriceToBookRatio": f"{1 / (0.1 + 0.5 * chance[4]):.2f}",
        "Beta": f"{beta:.3f}",
        "52WeekHigh": f"{max(bar.high for bar in bars):.2f}",
        "52WeekLow": f"{min(bar.low for bar in bars):.2f}",
        "50DayMovingAverage": f"{fmean(bar.close for bar in bars[:50]):.2f}",
        "200DayMovingAverage": f"{fmean(bar.close for bar in bars[:200]):.2f}",
        "SharesOutstanding": str(shares),
        "DividendDate": "None",
        "ExDividendDate": "None",
    }


def fund_profile(symbol: str, value: float) -> dict[str, Any]:
    """A fund's facts. `value` is its net assets in dollars."""
    chance = uniforms("fund", symbol)
    return {
        "net_assets": str(int(value)),
        "net_expense_ratio": f"{0.0003 + 0.008 * chance[0]:.4f}",
        "portfolio_turnover": "n/a",
        "dividend_yield": f"{0.04 * chance[1]:.4f}",
        "inception_date": f"{1995 + int(25 * chance[2])}-03-10",
        "leveraged": "NO",
        "sectors": [
            {"sector": sector, "weight": str(weight)} for sector, weight in zip(_SECTORS, _WEIGHTS, strict=True)
        ],
        "holdings": [{"symbol": held, "description": name, "weight": str(weight)} for held, name, weight in _HOLDINGS],
    }
