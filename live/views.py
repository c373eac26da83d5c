"""The pages of live prices, and what machines ask of them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from live import blocks, clock, condition, health, sizes, sources, trading_hours
from live.board import page as board
from live.metrics import access
from live.metrics import page as exposed
from live.polling import connection, latest, status
from live.polling.exchanges import NEW_YORK, exchange_of
from live.polling.judge import revalued
from tickers import catalogue, search, symbols
from tickers.models import Ticker
from tickers.visits import alias, watchlist_of


@require_safe
@cache_control(private=True, no_cache=True)
def stock(request: HttpRequest, symbol: str) -> HttpResponse:
    """One ticker's quote in full, its history and its company. Opening it asks for nothing; its socket does."""
    cleaned = symbols.clean(symbol)
    ticker = Ticker.objects.filter(symbol=cleaned).first() if cleaned else None
    if ticker is None:
        return render(request, "404.html", {"symbol": symbol, "nearest": nearest(symbol)}, status=404)
    if cleaned != symbol:
        return redirect("stock", cleaned, permanent=True)
    known = latest.latest([ticker.symbol])
    listed = sizes.listed(settings.PLAN.source, {ticker.symbol: ticker})[ticker.symbol]
    quote, shown = revalued(known.quotes[ticker.symbol], listed), page(known, [ticker])
    return render(
        request,
        "stock.html",
        {
            **shown,
            "ticker": ticker,
            "quote": quote,
            "listed": listed,
            "market": shown["markets"][shown["exchange"]],
            "watched": ticker.symbol in watchlist_of(request).symbols,
            "forecast": blocks.forecast(ticker, quote, trading_hours.of(shown["exchange"], shown["now"]), shown["now"]),
            "history": blocks.history(ticker, quote, shown["now"]),
            "company": blocks.company(ticker, quote, shown["now"]),
        },
    )


@require_safe
@cache_control(private=True, no_cache=True)
def market_cap(request: HttpRequest) -> HttpResponse:
    """Equities by market value, a page at a time. Its rows are asked for after everything that people picked."""
    return render(request, "market_cap.html", board.context(request.GET, visitor(request), page))


@require_safe
@never_cache
def status_page(request: HttpRequest) -> HttpResponse:
    """Whether prices arrive, what the plan is and what the others would be. Opening it asks for nothing."""
    return render(request, "status.html", condition.told(clock.now()))


@require_safe
@never_cache
def quotes_api(request: HttpRequest) -> JsonResponse:
    """The latest quotes of `?symbols=A,B` as JSON."""
    return quotes_answer(request, request.GET.get("symbols", "").split(","))


def quotes_answer(request: HttpRequest, named: Iterable[str]) -> JsonResponse:
    """The latest quotes of what is named, which are leased for two minutes."""
    asked = [text for text in named if text.strip()]
    if not 0 < len(asked) <= symbols.most_symbols():
        words = f"Name 1 to {symbols.most_symbols()} symbols, such as ?symbols=AAPL,MSFT"
        return JsonResponse({"error": words}, status=400)
    cleaned = dict.fromkeys(symbols.clean(text) or text for text in asked)
    tickers = catalogue.known(cleaned)
    wanted = [symbol for symbol in cleaned if symbol in tickers]
    now, known = clock.now(), latest.latest(wanted, visitor(request) if wanted else None)
    return JsonResponse(
        {
            "quotes": [known.quotes[symbol].seen_at(now).as_wire() for symbol in wanted],
            "unknown": [symbol for symbol in cleaned if symbol not in tickers],
        }
    )


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """It can serve live prices; 503 and what is wrong when it cannot."""
    found = health.check(clock.now())
    return JsonResponse(asdict(found), status=503 if found.problems else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All numbers, for Prometheus."""
    refused = access.refusal(request.META.get("REMOTE_ADDR", ""), request.headers, settings.METRICS_TOKEN)
    if refused:
        return HttpResponse(f"{refused}\n", content_type="text/plain; charset=utf-8", status=403)
    return HttpResponse(exposed.exposition(clock.now()), content_type=exposed.CONTENT_TYPE)


def robots(_request: HttpRequest) -> HttpResponse:
    closed = "".join(f"Disallow: {path}\n" for path in ("/stocks/", "/l/", "/wall/", "/market-cap/", "/api/"))
    return HttpResponse(f"User-agent: *\n{closed}", content_type="text/plain")


def favicon(_request: HttpRequest) -> HttpResponse:
    """For browsers that ask for it by its old name."""
    return redirect(static("icon.svg"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A refusal in words; of a host that is not admitted it names the setting."""
    refused = request.META.get("HTTP_HOST", "") if isinstance(exception, DisallowedHost) else ""
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return render(None, "400.html", {"host": refused, "reason": reason}, status=400)


def nearest(symbol: str) -> list[Ticker]:
    """What may have been meant by a symbol that there is not: what begins as it does."""
    beginnings = (symbol[:length] for length in range(min(len(symbol), 10), 1, -1))
    return next((found for beginning in beginnings if (found := search.search(beginning, limit=5))), [])


def visitor(request: HttpRequest) -> str:
    """Whose reading counts as one viewer: a session, or an address without one; all who come by a Unix socket without
    a session are one."""
    request.session.keys()  # read, so that Django forgets a key that no session has: anybody can make those up
    key = request.session.session_key
    return alias(key) if key else request.META.get("REMOTE_ADDR", "")


def page(known: latest.Latest, tickers: Sequence[Ticker]) -> dict[str, Any]:
    """What every page with prices says of them and of the exchanges that they are made on.

    Times are in the zone of the one exchange, or New York's where there are more or none.
    """
    now = clock.now()
    trading_hours.read(now)
    codes = sorted({exchange_of(ticker.symbol, ticker.exchange).code for ticker in tickers}) or [NEW_YORK]
    exchange = codes[0] if len(codes) == 1 else NEW_YORK
    zone = trading_hours.of(exchange, now).zone
    return {
        "now": now.astimezone(zone),
        "zone": zone.key,
        "exchange": exchange,
        "markets": {code: status.market(trading_hours.of(code, now), now) for code in codes},
        "status": known.status,
        "live": known.arrive(now),
        "basis": connection.plans()[0].basis.value,
        "closes_only": connection.plans()[0].entitlement == "end_of_day",
        "sources": sources.told(),
        "titles": sources.titles(),
        "always_open": settings.PLAN.simulated and settings.SIMULATOR_HOURS == "always",
    }
