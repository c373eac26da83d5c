"""The bodies of TIME_SERIES_DAILY and TIME_SERIES_WEEKLY.

https://www.alphavantage.co/documentation/#daily and #weekly
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from live.alphavantage.simulator.prices import Bar

BEGIN = date(1999, 11, 12)
COMPACT = 100


def daily(symbol: str, bars: Sequence[Bar], *, full: bool) -> dict[str, Any]:
    """`bars` newest first, at least one."""
    return {
        "Meta Data": {
            "1. Information": "Daily Prices (open, high, low, close) and Volumes",
            "2. Symbol": symbol,
            "3. Last Refreshed": bars[0].day.isoformat(),
            "4. Output Size": "Full size" if full else "Compact",
            "5. Time Zone": "US/Eastern",
        },
        "Time Series (Daily)": _series(bars),
    }


def weekly(symbol: str, bars: Sequence[Bar]) -> dict[str, Any]:
    """`bars` are daily, newest first, at least one."""
    return {
        "Meta Data": {
            "1. Information": "Weekly Prices (open, high, low, close) and Volumes",
            "2. Symbol": symbol,
            "3. Last Refreshed": bars[0].day.isoformat(),
            "4. Time Zone": "US/Eastern",
        },
        "Weekly Time Series": _series(weeks(bars)),
    }


def weeks(bars: Iterable[Bar]) -> list[Bar]:
    """One bar a week, named by its last session, newest first; the newest may be unfinished."""
    found: list[Bar] = []
    for bar in bars:
        if not found or bar.day.isocalendar()[:2] != found[-1].day.isocalendar()[:2]:
            found.append(bar)
            continue
        later = found[-1]
        found[-1] = replace(
            later,
            open=bar.open,
            high=max(later.high, bar.high),
            low=min(later.low, bar.low),
            volume=later.volume + bar.volume,
        )
    return found


def _series(bars: Iterable[Bar]) -> dict[str, dict[str, str]]:
    return {
        bar.day.isoformat(): {
            "1. open": f"{bar.open:.4f}",
            "2. high": f"{bar.high:.4f}",
            "3. low": f"{bar.low:.4f}",
            "4. close": f"{bar.close:.4f}",
            "5. volume": str(bar.volume),
        }
        for bar in bars
    }
