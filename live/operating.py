"""What an operator is told of tickers and may have done to them. Fails open: without Redis it says so, and no more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from redis import RedisError

from live import formats, health, words
from live.polling import asked as asking
from live.polling import connection, latest, leases
from live.polling.exchanges import EXCHANGES, NEW_YORK
from live.polling.pauses import pause
from live.polling.requests import NO_NEWS, Asked
from live.providers.errors import Refusal
from live.providers.provider import Plan
from live.quotes import Quote

ZONE: ZoneInfo = EXCHANGES[NEW_YORK].zone
# So many may be asked for at once: it is for a few that are in doubt, and takes requests from everybody else.
MOST = 50
WHY = {
    Refusal.UNKNOWN_SYMBOL.value: "the provider does not know this symbol",
    Refusal.BAD_ANSWER.value: "the provider’s answer is no price",
    Refusal.UNREACHABLE.value: "it is not answered, though others are",
    NO_NEWS: "the answer shows nothing newer",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one ticker, in words; `failing` when its last request brought nothing new, or nothing."""

    price: str
    age: str
    asked: str
    failing: bool


def watched() -> dict[str, int] | None:
    """Symbol → viewers, None without Redis."""
    return latest.demand()


def failing() -> list[str] | None:
    """The symbols whose last request, at any provider, brought nothing new, or nothing; None without Redis."""
    try:
        found = [asking.failing_now(latest.client(), connection.keys_of(plan)) for plan in connection.plans()]
    except RedisError:
        return None
    return sorted({symbol for some in found for symbol in some})


def lines(symbols: Sequence[str], now: datetime) -> dict[str, Line]:
    """What is told of these."""
    known = latest.latest(symbols)
    state = known.status["provider"]["state"] if known.status else "ok"
    last = _last_asked(symbols)
    return {symbol: _line(known.quotes[symbol], last.get(symbol), now, state) for symbol in symbols}


def press(symbols: Collection[str], now: datetime) -> tuple[bool, str]:
    """Have these asked for now, within the budget. Gives whether it was noted, and what will come of it in words."""
    try:
        leases.press(latest.client(), connection.keys(), symbols)
    except RedisError:
        return False, "Nothing is asked for: Redis, where it would be noted, does not answer."
    return True, _foretold(len(symbols), now)


def _foretold(count: int, now: datetime) -> str:
    plan, found = connection.plans()[0], health.check(now)
    known = latest.latest([]).status
    until = f"What cannot be asked for within {leases.PRESSED_SECONDS // 60} minutes is forgotten."
    if found.problems or known is None:
        return f"Noted, but nobody asks now: {'; '.join(found.problems) or 'nothing was polled yet'}. {until}"
    if known["provider"]["state"] not in ("ok", "waiting"):
        return f"Noted. {known['provider']['message']} {until}"
    requests = -(-count // 100) if plan.bulk else count
    takes = f"{requests} request{'' if requests == 1 else 's'}"
    budget = known["budget"]
    if budget["limit"] is None:
        return f"A worker asks for {_some(count)} within seconds, for {takes}."
    window, left = _window(budget["window"]), max(budget["limit"] - budget["used"], 0)
    if left < requests:
        used = f"{budget['used']} of {budget['limit']} in the last {window} are used"
        return f"Noted. It takes {takes}, and the plan has {left or 'none'} left: {used}. {until}"
    return f"A worker asks for {_some(count)} within seconds, for {takes} of the {left} that the plan has left. {until}"


def _window(name: str) -> str:
    return "24 h" if name == "day" else name


def _some(count: int) -> str:
    return "it" if count == 1 else f"these {count} tickers"


def _last_asked(symbols: Sequence[str]) -> dict[str, tuple[Asked, Plan]]:
    """How each was asked for last, and of whom."""
    last: dict[str, tuple[Asked, Plan]] = {}
    try:
        for plan in connection.plans():
            for symbol, how in asking.read_now(latest.client(), connection.keys_of(plan), symbols).items():
                if symbol not in last or how.at > last[symbol][0].at:
                    last[symbol] = (how, plan)
    except RedisError:
        pass  # the page says above that Redis is away
    return last


def _line(quote: Quote, last: tuple[Asked, Plan] | None, now: datetime, state: str) -> Line:
    price = formats.number(quote.price)
    if quote.price is not None and quote.currency:
        price = f"{price} {quote.currency}"
    age = words.freshness(quote, now, ZONE, state)
    if last is None:
        return Line(price, age, "not yet", failing=False)
    how, plan = last
    ago = formats.age((now - how.at).total_seconds())
    if not how.failures:
        return Line(price, age, ago, failing=False)
    again = words.moment(how.at + pause(how, quote.price is not None, plan), now, ZONE)
    times = "once" if how.failures == 1 else f"{how.failures} times in a row"
    why = WHY.get(how.why, "no price came")
    return Line(price, age, f"{ago}, in vain {times}: {why}. Tried again from {again} on, while watched", failing=True)
