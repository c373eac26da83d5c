"""A quote as the page shows it: the filters that write its numbers and words.

`now` is told in the zone in which the times that are written are to be told.
"""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from live import formats, sources, words
from live.polling.hours import NEW_YORK
from live.quotes import Quote

register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("compact", formats.compact)
register.filter("extended", words.extended)
register.filter("mark", words.mark)


@register.filter
def by(quote: Quote, titles: dict[str, str]) -> str:
    """Who gave the price, by the names of the sources."""
    return titles.get(quote.source, "") if quote.price is not None else formats.UNKNOWN


@register.filter
def change(quote: Quote) -> str:
    return formats.change(quote.change, quote.price)


@register.filter
def direction(quote: Quote) -> str:
    return formats.direction(quote.change, quote.price)


@register.simple_tag
def freshness(quote: Quote, now: datetime, status: dict[str, Any] | None) -> str:
    """How old the price is and why; `status` is the last poll's."""
    return words.freshness(quote, now, zone_of(now), sources.state_of(status, quote.source))


@register.filter
def trading_day(quote: Quote, now: datetime) -> str:
    return words.day(quote.trading_day, now, zone_of(now)) if quote.trading_day else formats.UNKNOWN


@register.filter
def as_of(quote: Quote, now: datetime) -> str:
    since = quote.as_of or quote.fetched_at
    return words.moment(since, now, zone_of(now)) if quote.price is not None and since else formats.UNKNOWN


@register.filter
def wire(quote: Quote) -> str:
    """The quote as JSON, for the script that goes on from it."""
    return json.dumps(quote.as_wire(), separators=(",", ":"))


@register.filter
def market(markets: dict[str, Any], now: datetime) -> str:
    return words.market(markets, now)


@register.filter
def exchange(known: dict[str, Any], now: datetime) -> str:
    return words.exchange(known, now)


@register.simple_tag
def trading(known: dict[str, Any], quote: Quote, now: datetime) -> str:
    """What a row says of its exchange."""
    return words.trading(known, quote.seen_at(now).state, now)


@register.filter
def provider(status: dict[str, Any] | None, now: datetime) -> str:
    return words.provider(status["provider"], now, zone_of(now)) if status else ""


@register.filter
def notice(status: dict[str, Any] | None) -> str:
    return words.notice(status["provider"]) if status else ""


@register.filter
def budget(status: dict[str, Any] | None, now: datetime) -> str:
    """What the requests come to; a pace is not told while the provider is in trouble."""
    if status is None:
        return ""
    known = status["budget"] if not provider(status, now) else {**status["budget"], "every": None}
    return words.budget(known, now, zone_of(now))


@register.filter
def clock(now: datetime) -> str:
    """The time of day with its zone."""
    return words.clock(now, now, zone_of(now))


@register.filter
def at(moment: datetime, now: datetime) -> str:
    """This moment's time of day with its zone, and the day when it is not today."""
    return words.clock(moment, now, zone_of(now))


@register.filter
def as_json(value: Any) -> str:
    """JSON for the script that goes on from it."""
    return json.dumps(value, separators=(",", ":"))


def zone_of(now: datetime) -> ZoneInfo:
    return now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else NEW_YORK
