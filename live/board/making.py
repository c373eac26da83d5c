"""The ranking, made from the catalogue, the facts and the latest prices.

Five queries and one round trip to Redis, and 0.4 s where 8,400 companies are known. So a worker makes it, every
few seconds, and pages read what it made.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from redis import Redis

from live import money, sizes
from live.board.ranking import Ranking, Sized, ranked
from live.insight import facts
from live.insight.facts import Counted
from live.models import Facts
from live.polling import latest
from live.polling.keys import Keys
from live.polling.market_value import market_value
from tickers import starting
from tickers.models import Ticker

# So many symbols in one query.
CHUNK = 500


class Price(NamedTuple):
    """What a ranking needs of a quote."""

    price: Decimal
    previous_close: Decimal | None
    fetched_at: str


def make(redis: Redis | None, keys: Keys, now: datetime) -> tuple[Ranking, list[Sized]]:
    """The ranking, and what it was made of. Without `redis` from the prices that the database kept.

    Raises RedisError when Redis does not answer.
    """
    counted = facts.counted(keys.source)
    tickers = sorted(_tickers(counted), key=_fame)
    prices = _held(redis, keys, [ticker.symbol for ticker in tickers]) if redis else _kept()
    sized = [_sized(ticker, counted.get(ticker.symbol), prices.get(ticker.symbol)) for ticker in tickers]
    companies = Ticker.objects.filter(active=True, asset_type=Ticker.AssetType.STOCK).count()
    with_facts = Facts.objects.filter(
        source=keys.source,
        symbol__in=Ticker.objects.filter(active=True, asset_type=Ticker.AssetType.STOCK).values("symbol"),
    ).count()
    return Ranking(now, ranked(sized), companies, with_facts), sized


def _tickers(counted: Mapping[str, Counted]) -> Iterator[Ticker]:
    """The active stocks of which a number of shares or a value is known."""
    stocks = Ticker.objects.filter(active=True, asset_type=Ticker.AssetType.STOCK)
    known = {ticker.symbol: ticker for ticker in stocks.exclude(shares_outstanding=None)}
    yield from known.values()
    told = [symbol for symbol, one in counted.items() if symbol not in known and (one.shares or one.market_value)]
    for start in range(0, len(told), CHUNK):
        yield from stocks.filter(symbol__in=told[start : start + CHUNK])


def _sized(ticker: Ticker, counted: Counted | None, price: Price | None) -> Sized:
    listed, per_unit = sizes.listed_as(ticker, counted), money.per_unit(ticker.currency)
    value, told_on = market_value(price.price if price else None, listed.shares, listed.told)
    before = None
    if price and price.previous_close and value is not None and told_on is None:
        before = value * price.previous_close / price.price
    return Sized(
        ticker.symbol,
        ticker.exchange,
        counted.sector if counted else "",
        money.unit(ticker.currency),
        None if value is None else value / per_unit,
        None if before is None else before / per_unit,
        price.fetched_at if price else "",
    )


def _held(redis: Redis, keys: Keys, symbols: Sequence[str]) -> dict[str, Price]:
    texts: Any = redis.hmget(keys.shown, list(symbols)) if symbols else []
    return dict(_prices(json.loads(text) for text in texts if text is not None))


def _kept() -> dict[str, Price]:
    return dict(_prices(quote.as_wire() for quote in latest.kept().values()))


def _prices(wires: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Price]]:
    """Of those that have a price."""
    for wire in wires:
        price, close = wire["price"], wire["previous_close"]
        if price is not None:
            known = Price(Decimal(repr(price)), Decimal(repr(close)) if close else None, wire["fetched_at"] or "")
            yield wire["symbol"], known


def _fame(ticker: Ticker) -> tuple[int, str]:
    """The best known first, for those of which no value is known yet."""
    return starting.place(ticker.symbol), ticker.symbol
