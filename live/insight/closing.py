"""The bar of a day that a quote tells once the day's official close has come: it costs no request. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from live.polling.hours import Hours
from live.polling.market import CLOSE_SETTLES, behind
from live.providers.provider import Plan
from live.providers.series import Bar
from live.quotes import Quote


@dataclass(frozen=True, slots=True)
class Closing:
    """`bar` may follow the bar of `after`, the session before it, and no older one: or a day would be missing.
    `previous_close` is what the quote measured the day's change from."""

    symbol: str
    bar: Bar
    after: date
    previous_close: Decimal | None


def closing(quote: Quote, hours: Hours, plan: Plan) -> Closing | None:
    """What this quote tells of its whole trading day; None while that may still change, or where something is not told.

    At the end of a day the price itself comes with its bars, and there is nothing to add.
    """
    if plan.entitlement == "end_of_day" or quote.fetched_at is None:
        return None
    place = next((n for n, session in enumerate(hours.sessions) if session.day == quote.trading_day), 0)
    if place == 0 or quote.fetched_at < hours.sessions[place].closes + behind(plan) + CLOSE_SETTLES:
        return None
    bar = _bar(quote, hours.sessions[place].day)
    return Closing(quote.symbol, bar, hours.sessions[place - 1].day, quote.previous_close) if bar else None


def _bar(quote: Quote, day: date) -> Bar | None:
    if quote.open is None or quote.high is None or quote.low is None or quote.price is None or quote.volume is None:
        return None
    try:
        return Bar(day, quote.open, quote.high, quote.low, quote.price, quote.volume)
    except ValueError:
        return None  # prices that cannot be make no bar: it is asked for
