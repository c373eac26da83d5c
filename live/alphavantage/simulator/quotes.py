"""The bodies of GLOBAL_QUOTE and REALTIME_BULK_QUOTES.

https://www.alphavantage.co/documentation/#latestprice and #realtime-bulk-quotes
"""

from typing import Any

from live.alphavantage.simulator import refusals
from live.alphavantage.simulator.prices import Bar, Extended
from live.alphavantage.simulator.sessions import new_york

_GLOBAL = "Global Quote"
_DELAYED = "Global Quote - DATA DELAYED BY 15 MINUTES"

UNKNOWN: dict[str, dict[str, str]] = {_GLOBAL: {}}


def global_quote(symbol: str, bar: Bar, previous_close: float, *, delayed: bool) -> dict[str, Any]:
    change = bar.close - previous_close
    values = {
        "01. symbol": symbol,
        "02. open": f"{bar.open:.4f}",
        "03. high": f"{bar.high:.4f}",
        "04. low": f"{bar.low:.4f}",
        "05. price": f"{bar.close:.4f}",
        "06. volume": str(bar.volume),
        "07. latest trading day": bar.day.isoformat(),
        "08. previous close": f"{previous_close:.4f}",
        "09. change": f"{_rounded(change):.4f}",
        "10. change percent": f"{_rounded(change / previous_close * 100):.4f}%",
    }
    return {_DELAYED if delayed else _GLOBAL: values}


def bulk_row(symbol: str, bar: Bar, previous_close: float, extended: Extended | None, traded: float) -> dict[str, str]:
    """One row. `traded` is when the last trade was, Unix seconds."""
    change = bar.close - previous_close
    outside = ("", "", "")
    if extended is not None:
        moved = extended.price - extended.against
        outside = (str(extended.price), str(_rounded(moved)), str(_rounded(moved / extended.against * 100)))
    return {
        "symbol": symbol,
        "timestamp": new_york(traded).replace(tzinfo=None).isoformat(" ", "milliseconds"),
        "open": str(bar.open),
        "high": str(bar.high),
        "low": str(bar.low),
        "close": str(bar.close),
        "volume": str(bar.volume),
        "previous_close": str(previous_close),
        "change": str(_rounded(change)),
        "change_percent": str(_rounded(change / previous_close * 100)),
        "extended_hours_quote": outside[0],
        "extended_hours_change": outside[1],
        "extended_hours_change_percent": outside[2],
    }


def bulk(rows: list[dict[str, str]]) -> dict[str, Any]:
    return _bulk("success", rows)


def bulk_placeholder() -> dict[str, Any]:
    """What a key whose plan has no bulk quotes gets: rows like any other, and no success."""
    names = ("AAPL", "MSFT", "IBM")
    return _bulk(refusals.BULK_NOT_IN_PLAN, [_artificial(name, 100.0 + place) for place, name in enumerate(names)])


def _bulk(message: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    return {"endpoint": "Realtime Bulk Quotes", "message": message, "data": rows}


def _artificial(symbol: str, price: float) -> dict[str, str]:
    return {
        "symbol": symbol,
        "timestamp": "2024-01-02 19:59:59.000",
        "open": str(price),
        "high": str(price + 2),
        "low": str(price - 2),
        "close": str(price + 1),
        "volume": "1000000",
        "previous_close": str(price),
        "change": "1.0",
        "change_percent": str(_rounded(100 / price)),
        "extended_hours_quote": str(price + 1.5),
        "extended_hours_change": "0.5",
        "extended_hours_change_percent": str(_rounded(50 / (price + 1))),
    }


def _rounded(value: float) -> float:
    return round(value, 4) + 0.0  # the sum turns -0.0 into 0.0
