"""Histories of the simulator's own prices, for when there are no others: some tickers over ten years."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

from benchmarks.forecast.files import History
from live.alphavantage.simulator.prices import Bar as Session
from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.sessions import Calendar, Hours
from live.providers.series import Bar

TICKERS = ("AAPL", "AMZN", "BAC", "GE", "JNJ", "KO", "MSFT", "XOM")
DAYS = 2520
END = datetime(2026, 11, 20, 23, tzinfo=UTC)


def histories(days: int = DAYS) -> list[History]:
    calendar = Calendar(Hours.EXCHANGE)
    market = Market(7, calendar)
    sessions = list(islice(calendar.back_from(calendar.closed(END.timestamp())), days))[::-1]
    return [History(ticker, [_bar(market.bar(ticker, session)) for session in sessions]) for ticker in TICKERS]


def _bar(session: Session) -> Bar:
    prices = (session.open, session.high, session.low, session.close)
    return Bar(session.day, *(Decimal(repr(price)) for price in prices), volume=session.volume)
