"""The blocks of the details page, each made whole by itself: one that fails says so and takes no other with it."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from live import likely_range
from live.insight import page
from live.insight.forecast import kept
from live.insight.forecast.answer import latest_of
from live.insight.forecast.outlook import HORIZONS
from live.polling.hours import NEW_YORK, Hours
from live.quotes import Quote
from tickers import catalogue
from tickers.models import Ticker

log = logging.getLogger(__name__)

NOT_YET = "Worked out when somebody watches this ticker."


def company(ticker: Ticker, quote: Quote, now: datetime) -> SafeString:
    """What is known of the company or the fund behind the ticker."""

    def values() -> dict[str, Any]:
        about = page.about(settings.PLAN.source, ticker.symbol)
        known = catalogue.known([share.symbol for share in about.holdings if share.symbol])
        return {
            "about": about,
            "range": about.year_range(quote.price),
            "holdings": [(share, known.get(share.symbol or "")) for share in about.holdings],
        }

    return _block("company", ticker, quote, now, values)


def history(ticker: Ticker, quote: Quote, now: datetime) -> SafeString:
    """The ticker's daily prices as a chart and a table."""
    return _block("history", ticker, quote, now, lambda: {"history": page.daily(settings.PLAN.source, ticker.symbol)})


def forecast(ticker: Ticker, quote: Quote, hours: Hours, now: datetime) -> SafeString:
    """Where the ticker's next closes are likely to be, as a worker last told it."""

    def values() -> dict[str, Any]:
        told = latest_of(kept.told(settings.PLAN.source, ticker.symbol), hours, now)
        zone = now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else NEW_YORK
        if told is None or told["prediction"] is None:
            # What may come soon has its place already, so that nothing moves when it does.
            waits = told is None and ticker.active
            return {"note": told["error"] if told else NOT_YET, "rows": likely_range.empty(HORIZONS), "shown": waits}
        return {
            "shown": True,
            "known": True,
            "likely": json.dumps(told, separators=(",", ":")),
            "rows": likely_range.rows(told, now, zone),
            "coverage": told["coverage"]["words"],
            "age": likely_range.age(told, now, zone),
        }

    return _block("forecast", ticker, quote, now, values)


def _block(
    name: str, ticker: Ticker, quote: Quote, now: datetime, values: Callable[[], Mapping[str, Any]]
) -> SafeString:
    context = {"ticker": ticker, "quote": quote, "now": now, "is_fund": ticker.asset_type == Ticker.AssetType.ETF}
    try:
        return render_to_string(f"partials/{name}.html", {**context, **values()})
    except Exception:
        # Whatever it is, the rest of the page is worth more.
        log.exception("no %s block for %s", name, ticker.symbol)
        return render_to_string(f"partials/{name}.html", {**context, "failed": True})
