"""The past prices of one ticker, for the chart on its page."""

import logging

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from live import clock, trading_hours
from live.insight import intraday, page, ranges
from live.polling import connection
from live.polling.exchanges import exchange_of
from tickers import symbols
from tickers.models import Ticker

log = logging.getLogger(__name__)

# Bars change with a close, the minutes of a day with each sample. Seconds.
FRESH_FOR = 300
DAY_FRESH_FOR = 30


@require_safe
def history_json(request: HttpRequest, symbol: str) -> JsonResponse:
    """`?range=day|month|year|all` (a year, if not said): rows of time, open, high, low, close, volume, oldest first.

    A time is a day, YYYY-MM-DD, or of a day's minutes the beginning in Unix seconds.
    """
    name = request.GET.get("range", "year")
    if name not in ranges.SPANS:
        return JsonResponse({"error": f"The range is one of {', '.join(ranges.SPANS)}."}, status=400)
    cleaned = symbols.clean(symbol)
    ticker = Ticker.objects.filter(symbol=cleaned).first() if cleaned else None
    if ticker is None:
        return JsonResponse({"error": "There is no such ticker."}, status=404)
    now = clock.now()
    trading_hours.read(now)
    hours = trading_hours.of(exchange_of(ticker.symbol, ticker.exchange).code, now)
    try:
        rows = page.rows(_source(ticker.symbol, name), ticker.symbol, name, hours)
    except ValueError:
        log.exception("the bars of %s cannot be prices", ticker.symbol)
        return JsonResponse({"error": "The prices of this ticker cannot be shown now."}, status=503)
    answer = JsonResponse({"symbol": ticker.symbol, "range": name, "span": ranges.SPANS[name], "rows": rows})
    patch_cache_control(answer, public=True, max_age=DAY_FRESH_FOR if name == "day" else FRESH_FOR)
    return answer


def _source(symbol: str, name: str) -> str:
    """Whose prices these are. Of a day's minutes those of whom was told of last: of two providers nothing is mixed."""
    if name != "day":
        return str(settings.PLAN.source)
    newest = {plan.source: intraday.newest(plan.source, symbol) for plan in connection.plans()}
    told = {source: at for source, at in newest.items() if at is not None}
    return max(told, key=lambda source: told[source], default=settings.PLAN.source)
