"""GLOBAL_QUOTE: the price of one symbol.

https://www.alphavantage.co/documentation/#latestprice
"""

from live.alphavantage.answers import same_symbol, section
from live.alphavantage.refusals import unknown
from live.providers.errors import BadAnswer, NotEntitled
from live.providers.fields import count, day, optional_price, price
from live.providers.json_bodies import Answer
from live.quotes import Reading

# The name goes on in words when the price is a late one: "Global Quote - DATA DELAYED BY 15 MINUTES".
SECTION = "Global Quote"
LATE = "Real-time prices were asked for and delayed ones came: set ALPHAVANTAGE_ENTITLEMENT to delayed."


def reading(answer: Answer, symbol: str, entitlement: str) -> Reading:
    """What the answer says of `symbol`. `entitlement` is what was asked for: a late price is no real-time one.

    It gives no time of day: `as_of` is None. Raises ProviderError.
    """
    if not answer:
        raise unknown(symbol)
    values = section(answer, SECTION, symbol=symbol)
    if values == {}:
        raise unknown(symbol)
    if not isinstance(values, dict) or not same_symbol(values.get("01. symbol"), symbol):
        raise BadAnswer(sample=f"not a quote of {symbol}: {values}")
    if entitlement == "realtime" and any("DELAYED" in name.upper() for name in answer):
        raise NotEntitled(LATE)
    high, low = optional_price(values, "03. high"), optional_price(values, "04. low")
    if high is not None and low is not None and low > high:
        raise BadAnswer(sample=f"{symbol}: low {low}, high {high}")
    return Reading(
        symbol=symbol,
        price=price(values, "05. price"),
        trading_day=day(str(values.get("07. latest trading day"))),
        previous_close=optional_price(values, "08. previous close"),
        open=optional_price(values, "02. open"),
        high=high,
        low=low,
        volume=count(values, "06. volume"),
    )
