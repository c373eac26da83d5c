"""TIME_SERIES_DAILY (the last 100 trading days) and TIME_SERIES_WEEKLY (since 1999).

https://www.alphavantage.co/documentation/#daily
https://www.alphavantage.co/documentation/#weekly
"""

from typing import Any

from live.alphavantage.answers import same_symbol, section
from live.providers.errors import BadAnswer
from live.providers.fields import count, day, price
from live.providers.json_bodies import Answer
from live.providers.series import Bar, Series

# The adjusted series have bars of other names under the same heading: a bar must have these, no more and no fewer.
BAR = {"1. open", "2. high", "3. low", "4. close", "5. volume"}


def daily(answer: Answer, symbol: str) -> Series:
    """Raises ProviderError."""
    return _series(answer, "Time Series (Daily)", symbol)


def weekly(answer: Answer, symbol: str) -> Series:
    """Raises ProviderError."""
    return _series(answer, "Weekly Time Series", symbol)


def _series(answer: Answer, heading: str, symbol: str) -> Series:
    """Every bar of the answer, newest first whatever its order. One that cannot be read refuses them all."""
    bars = section(answer, heading, symbol=symbol)
    about = answer.get("Meta Data")
    if not isinstance(about, dict) or not same_symbol(about.get("2. Symbol"), symbol):
        raise BadAnswer(sample=f"not a series of {symbol}: {about}")
    if not isinstance(bars, dict):
        raise BadAnswer(sample=f"{heading}: {type(bars).__name__}")
    try:
        newest_first = sorted((_bar(date, values) for date, values in bars.items()), key=lambda bar: bar.day)[::-1]
        return Series(symbol=symbol, bars=tuple(newest_first))
    except ValueError as error:
        raise BadAnswer(sample=f"{heading}: {error}") from error


def _bar(date: str, values: Any) -> Bar:
    if not isinstance(values, dict) or set(values) != BAR:
        raise BadAnswer(sample=f"{date}: {values}")
    volume = count(values, "5. volume")
    if volume is None:
        raise BadAnswer(sample=f"{date}: no volume")
    return Bar(
        day=day(date),
        open=price(values, "1. open"),
        high=price(values, "2. high"),
        low=price(values, "3. low"),
        close=price(values, "4. close"),
        volume=volume,
    )
