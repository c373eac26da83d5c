"""A quote as the page shows it: the filters that write its numbers and words."""

import json
from datetime import datetime
from typing import Any

from django import template

from live import formats, words
from live.polling.hours import NEW_YORK
from live.quotes import Quote

register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("compact", formats.compact)
register.filter("extended", words.extended)


@register.filter
def change(quote: Quote) -> str:
    return formats.change(quote.change, quote.price)


@register.filter
def direction(quote: Quote) -> str:
    return formats.direction(quote.change, quote.price)


@register.filter
def freshness(quote: Quote, now: datetime) -> str:
    return words.freshness(quote, now, NEW_YORK)


@register.filter
def state(quote: Quote, now: datetime) -> str:
    return quote.seen_at(now).state.value


@register.filter
def trading_day(quote: Quote, now: datetime) -> str:
    return words.day(quote.trading_day, now, NEW_YORK) if quote.trading_day else formats.UNKNOWN


@register.filter
def as_of(quote: Quote, now: datetime) -> str:
    since = quote.as_of or quote.fetched_at
    return words.moment(since, now, NEW_YORK) if quote.price is not None and since else formats.UNKNOWN


@register.filter
def wire(quote: Quote) -> str:
    """The quote as JSON, for the script that goes on from it."""
    return json.dumps(quote.as_wire(), separators=(",", ":"))


@register.filter
def market(status: dict[str, Any] | None, now: datetime) -> str:
    return words.market(status["market"], now, NEW_YORK) if status and status["market"] else ""


@register.filter
def provider(status: dict[str, Any] | None, now: datetime) -> str:
    return words.provider(status["provider"], now, NEW_YORK) if status else ""


@register.filter
def budget(status: dict[str, Any] | None, now: datetime) -> str:
    return words.budget(status["budget"], now, NEW_YORK) if status else ""


@register.filter
def clock(now: datetime) -> str:
    """The time of day with its zone."""
    return words.clock(now, now, NEW_YORK)
