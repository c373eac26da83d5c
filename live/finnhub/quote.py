"""The price of one symbol.

https://finnhub.io/docs/api/quote
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from live.providers.errors import BadAnswer, UnknownSymbol
from live.providers.fields import count, optional_price, price
from live.providers.json_bodies import Answer
from live.quotes import Reading

# The answer tells no day: it is that of the exchange's clocks.
ZONE = ZoneInfo("America/New_York")
# A stamp of the years 2000 to 2099, in seconds: one in milliseconds is far beyond.
FIRST_STAMP, LAST_STAMP = 946_684_800, 4_102_444_799

_CLASS_OF_SHARES = re.compile(r"([A-Z]+)-([A-Z])")


def asked_as(symbol: str) -> str:
    """Our symbol as this provider writes it: a class of shares behind a dot, `BRK.B`."""
    written = _CLASS_OF_SHARES.fullmatch(symbol)
    return f"{written[1]}.{written[2]}" if written else symbol


def reading(answer: Answer, symbol: str) -> Reading:
    """What the answer says of `symbol`, which it does not name; of an unknown one all is zero or null.

    Raises ProviderError.
    """
    if "error" in answer or "c" not in answer:
        raise BadAnswer(sample=str(answer.get("error") or f"names: {', '.join(sorted(answer))}"))
    stamp, last = count(answer, "t"), optional_price(answer, "c")
    if not stamp and last is None:
        raise UnknownSymbol(f"Finnhub has nothing on {symbol}.", sample=str(answer))
    if stamp is None or not FIRST_STAMP <= stamp <= LAST_STAMP:
        raise BadAnswer(sample=f"t: {stamp}")
    high, low = optional_price(answer, "h"), optional_price(answer, "l")
    if high is not None and low is not None and low > high:
        raise BadAnswer(sample=f"{symbol}: low {low}, high {high}")
    as_of = datetime.fromtimestamp(stamp, UTC)
    return Reading(
        symbol=symbol,
        price=price(answer, "c"),
        trading_day=as_of.astimezone(ZONE).date(),
        previous_close=optional_price(answer, "pc"),
        open=optional_price(answer, "o"),
        high=high,
        low=low,
        as_of=as_of,
    )
