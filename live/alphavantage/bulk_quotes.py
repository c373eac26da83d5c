"""REALTIME_BULK_QUOTES: the prices of up to 100 symbols, also before and after the regular session.

https://www.alphavantage.co/documentation/#realtime-bulk-quotes
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from live.alphavantage.answers import section
from live.alphavantage.refusals import refusal
from live.providers.errors import BadAnswer
from live.providers.fields import count, figure, optional_price, price
from live.providers.json_bodies import Answer
from live.quotes import Reading

MAX_SYMBOLS = 100
EASTERN = ZoneInfo("America/New_York")
# A row without these is not of a form that is known.
NEEDED = ("symbol", "timestamp", "close")

_STAMP = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?")


def readings(answer: Answer, symbols: Iterable[str]) -> dict[str, Reading]:
    """What the answer says of each of `symbols`; absent where it says nothing usable. Raises ProviderError.

    A key whose plan has no bulk quotes is answered too, with plausible rows that are made up: only the word
    "success" tells the two apart. The other message says that the endpoint is a premium one, so it is
    NotEntitled, which is what the operator can act on; a message never seen is a BadAnswer.
    """
    rows = section(answer, "data")
    if answer.get("message") != "success":
        raise refusal(answer)
    if not isinstance(rows, list):
        raise BadAnswer(sample=f"data: {type(rows).__name__}")
    asked = {symbol.upper(): symbol for symbol in symbols}
    known = [row for row in rows if _is_of(row, asked)]
    if rows and not known:
        raise BadAnswer(sample=f"no row of what was asked for: {rows[0]}")
    found: dict[str, Reading] = {}
    for row in known:
        symbol = asked[row["symbol"].strip().upper()]
        try:
            reading = _reading(row, symbol)
        except BadAnswer:
            continue  # one ticker without a price must not cost the others theirs
        if symbol not in found or _moment(reading) > _moment(found[symbol]):
            found[symbol] = reading
    return found


def _is_of(row: Any, asked: dict[str, str]) -> bool:
    if not isinstance(row, dict) or any(name not in row for name in NEEDED):
        return False
    symbol = row["symbol"]
    return isinstance(symbol, str) and symbol.strip().upper() in asked


def _reading(row: dict[str, Any], symbol: str) -> Reading:
    """`close` is the price, of the regular session; what is paid outside it stays apart."""
    stamp = _stamp(row["timestamp"])
    high, low = optional_price(row, "high"), optional_price(row, "low")
    if high is not None and low is not None and low > high:
        raise BadAnswer(sample=f"{symbol}: low {low}, high {high}")
    return Reading(
        symbol=symbol,
        price=price(row, "close"),
        trading_day=stamp.date(),
        previous_close=optional_price(row, "previous_close"),
        open=optional_price(row, "open"),
        high=high,
        low=low,
        volume=count(row, "volume"),
        as_of=stamp.astimezone(UTC),
        extended_price=optional_price(row, "extended_hours_quote"),
        extended_change_percent=figure(row, "extended_hours_change_percent"),
    )


def _stamp(text: object) -> datetime:
    """The provider's `2024-10-30 19:59:57.644` in New York's time. Raises BadAnswer."""
    if isinstance(text, str) and _STAMP.fullmatch(text.strip()):
        date, _, fraction = text.strip().partition(".")
        try:
            return datetime.fromisoformat(f"{date}.{fraction:0<6}").replace(tzinfo=EASTERN)
        except ValueError:
            pass  # a 25th hour
    raise BadAnswer(sample=f"timestamp: {text!r}")


def _moment(reading: Reading) -> datetime:
    return reading.as_of or datetime.min.replace(tzinfo=UTC)
