"""How large the companies behind tickers are: what the catalogue counts beside what the provider tells."""

from collections.abc import Mapping, Sequence

from live.insight import facts
from live.insight.facts import Counted
from live.polling.exchanges import exchange_of
from live.polling.judge import Listed
from live.polling.market_value import Shares, Told, newest
from tickers import starting
from tickers.models import Ticker


def listed(source: str, tickers: Mapping[str, Ticker]) -> dict[str, Listed]:
    """What a quote of each of these needs to know of it."""
    counted = facts.counted(source, tickers)
    return {symbol: listed_as(ticker, counted.get(symbol)) for symbol, ticker in tickers.items()}


def listed_as(ticker: Ticker, counted: Counted | None) -> Listed:
    """The newer count of shares wins; the provider's own value counts only in the currency of the ticker's prices.

    A fund has assets, and no market value.
    """
    exchange, fame = exchange_of(ticker.symbol, ticker.exchange).code, starting.place(ticker.symbol)
    if ticker.asset_type != Ticker.AssetType.STOCK:
        return Listed(ticker.symbol, exchange, ticker.currency, fame=fame)
    shares, told = None, None
    if ticker.shares_outstanding:
        shares = Shares(ticker.shares_outstanding, ticker.shares_as_of)
    if counted is not None:
        fetched = Shares(counted.shares, counted.day) if counted.shares else None
        shares = newest(shares, fetched)
        if counted.market_value and counted.currency in ("", ticker.currency):
            told = Told(counted.market_value, counted.day)
    return Listed(ticker.symbol, exchange, ticker.currency, shares, told, fame)


def told(source: str, symbols: Sequence[str]) -> dict[str, Told]:
    """What the provider says that these companies are worth, for those of which it is known."""
    tickers = Ticker.objects.filter(symbol__in=list(symbols))
    known = listed(source, {ticker.symbol: ticker for ticker in tickers})
    return {symbol: one.told for symbol, one in known.items() if one.told}
