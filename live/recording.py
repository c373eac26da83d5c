"""What history gains from the quotes of what is watched, without a request: minutes, and the day's bar at its end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from live import trading_hours
from live.insight import history, intraday, minutes
from live.insight.closing import Closing, closing
from live.polling.exchanges import NEW_YORK, exchange_of
from live.polling.hours import Hours
from live.providers.provider import Plan
from live.quotes import Quote
from tickers import catalogue


class Recording:
    """One process's; it remembers which closes it has written, so that a night costs no writing."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._written: dict[str, Closing] = {}

    def take(self, quotes: Mapping[str, Quote], now: datetime) -> None:
        """Write down what these quotes tell at `now`."""
        if not quotes:
            return
        hours = _hours(list(quotes), now)
        usual = trading_hours.of(NEW_YORK, now)
        apart = minutes.step(len(quotes), usual, now)
        for source in {quote.source for quote in quotes.values()}:
            own = [quote for quote in quotes.values() if quote.source == source]
            intraday.keep(source, minutes.points(own, apart, now))
        told = [
            closing(quote, hours[symbol], self._plan)
            for symbol, quote in quotes.items()
            if symbol in hours and quote.source == self._plan.source
        ]
        news = [one for one in told if one and self._written.get(one.symbol) != one]
        written = history.close(self._plan.source, news) if news else []
        self._written = {symbol: one for symbol, one in self._written.items() if symbol in quotes}
        self._written |= {one.symbol: one for one in written}


def last_closed(symbol: str, now: datetime) -> date | None:
    """The last whole session of the exchange that the symbol itself tells."""
    session = trading_hours.of(exchange_of(symbol, "").code, now).last_closed(now)
    return session.day if session else None


def _hours(symbols: Sequence[str], now: datetime) -> dict[str, Hours]:
    known = catalogue.known(symbols)
    return {
        symbol: trading_hours.of(exchange_of(symbol, ticker.exchange).code, now) for symbol, ticker in known.items()
    }
