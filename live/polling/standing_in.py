"""Where several providers give prices: when the next one is asked for a symbol, and whose price is shown. Pure.

The order is the operator's. The first provider that can be relied on is the one; another stands in for it symbol by
symbol, and no longer than it must. A price that is shown is one provider's whole answer: nothing of two is mixed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from live.polling.hours import Hours
from live.polling.requests import Watched
from live.providers.provider import Plan
from live.quotes import Quote, State

# Within its time, or as new as its provider's plan gives it.
GOOD = {State.FRESH, State.CLOSED}


def needs_another(watched: Watched, due: datetime | None, now: datetime, *, held: bool, full: bool) -> bool:
    """Whether somebody else is to be asked for a symbol of which its provider is not asked at this moment.

    `due` is when its provider's turn comes; `held` says that it is not to be asked at all, `full` that nothing is left
    for a first price now.
    """
    quote = watched.quote
    if quote is None or quote.price is None:
        return held or full or bool(watched.asked and watched.asked.failures)
    if quote.seen_at(now).state not in GOOD:
        return True
    return held and due is not None and due <= now


def would_be_shown(plan: Plan, hours: Hours, before: Iterable[Quote | None], now: datetime) -> bool:
    """Whether a provider with this plan has a price to bring that could be shown, where those before it have these.

    The last close that there is, while one of them has a price of a later day, would be a request for nothing: as
    `shown` has it, what is an hour old is nearer than yesterday.
    """
    closed = hours.last_closed(now)
    if plan.entitlement != "end_of_day" or closed is None:
        return True
    return closed.day >= _last([quote for quote in before if quote is not None])


def shown(quotes: Iterable[Quote | None], now: datetime) -> Quote | None:
    """The one that people see, of what each provider's last answer made, in the order of the providers.

    The first good price, unless it is a close from before the day that one before it has a price of: what is an hour
    old is nearer than yesterday. One whose successor is overdue gives way to a good one that was fetched later. With
    none that is good the latest day's price that was fetched last, and without any what the first one has to say.
    """
    known = [quote for quote in quotes if quote is not None]
    good = [quote for place, quote in enumerate(known) if _is_good(quote, now) and _day(quote) >= _last(known[:place])]
    if good:
        best = good[0]
        for other in good[1:]:
            if _late(best, now) and _fetched(other) > _fetched(best):
                best = other
        return best
    priced = [quote for quote in known if quote.price is not None]
    return max(priced, key=lambda quote: (_day(quote), _fetched(quote))) if priced else next(iter(known), None)


def _is_good(quote: Quote, now: datetime) -> bool:
    return quote.price is not None and quote.seen_at(now).state in GOOD


def _day(quote: Quote) -> date:
    return quote.trading_day or date.min


def _last(quotes: Sequence[Quote]) -> date:
    """The last day of which any of these has a price."""
    return max((_day(quote) for quote in quotes if quote.price is not None), default=date.min)


def _late(quote: Quote, now: datetime) -> bool:
    return quote.next_due_at is not None and quote.next_due_at < now


def _fetched(quote: Quote) -> float:
    return quote.fetched_at.timestamp() if quote.fetched_at else 0.0
