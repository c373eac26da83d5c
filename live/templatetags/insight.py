"""A ticker's facts and history as the page shows them: the filters that write their numbers and words."""

from datetime import date, datetime

from django import template

from live import formats, words
from live.insight.page import YearRange
from live.polling.hours import NEW_YORK
from live.quotes import Basis, Quote

register = template.Library()

register.filter("figure", formats.figure)
register.filter("share", formats.share)
register.filter("calm", words.calm)
register.filter("opening", words.opening)


@register.filter
def day(when: date, now: datetime) -> str:
    return words.day(when, now, NEW_YORK)


@register.filter
def stands(known: YearRange) -> str:
    """Where the price stands in the range, in words."""
    return words.year_range(known.low, known.high, known.price)


@register.filter
def place(known: YearRange) -> str:
    """The same as a length of the whole range, for a picture: `45.2%`, nothing without a price."""
    return "" if known.place is None else f"{known.place * 100:.1f}%"


@register.simple_tag
def told(fetched_at: datetime, now: datetime, quote: Quote) -> str:
    """When the facts were told and by whom."""
    return words.told(fetched_at, now, NEW_YORK, simulated=quote.basis is Basis.SIMULATED)


@register.filter
def zone(now: datetime) -> str:
    """The name of the zone in which `now` is told."""
    return str(now.tzinfo)
