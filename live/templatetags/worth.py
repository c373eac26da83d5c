"""A company's market value as a cell shows it, marked with its day where it is the provider's own."""

from datetime import datetime
from typing import Any

from django import template

from live import formats, money, words
from live.polling.market_value import Told
from live.quotes import Quote
from live.templatetags.quotes import zone_of

register = template.Library()

register.simple_tag(formats.gained)


@register.inclusion_tag("partials/market_value.html")
def market_value(
    quote: Quote, told: Told | None, currency: str, now: datetime, *, alone: bool = False
) -> dict[str, Any]:
    """What `quote`, as it came, says the company is worth, else what the provider once `told`.

    `alone` is for a cell outside of a table: it says its unit, and the script converts by it rather than by its row.
    """
    by, unit = money.per_unit(currency), money.unit(currency)
    from_quote = quote.market_cap is not None
    value = quote.market_cap if from_quote else told.value if told else None
    told_on = quote.market_cap_as_of if from_quote else told.day if told else None
    return {
        "text": formats.compact(None if value is None else value / by),
        "day": words.told_value(told_on, now, zone_of(now)),
        "told": float(told.value / by) if told else None,
        "told_on": told.day.isoformat() if told else "",
        "per_unit": by if alone and by != 1 else None,
        "unit": unit if alone and unit != "USD" and value is not None else "",
    }
