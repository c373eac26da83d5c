"""Search and the watch list over HTTP: for scripts as JSON, for visitors without scripts as pages."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_POST

from tickers import catalogue
from tickers.models import Ticker
from tickers.picks import WatchListFullError
from tickers.search import search
from tickers.symbols import MAX_SYMBOLS, clean
from tickers.visits import remember, watchlist_of
from tickers.watchlist import WatchList

log = logging.getLogger(__name__)

# An unknown symbol is answered with so many that may have been meant.
SUGGESTIONS = 5


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"results": [_as_result(ticker) for ticker in search(request.GET.get("q", ""))]})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    if not asked:
        return _refused(request, "Name a symbol to add.")
    if len(asked) > MAX_SYMBOLS:
        return _refused(request, str(WatchListFullError()))
    symbols = {text: clean(text) for text in asked}
    known = catalogue.known(symbol for symbol in symbols.values() if symbol)
    unknown = [text for text, symbol in symbols.items() if symbol not in known]
    if unknown:
        shown = ", ".join(Truncator(text).chars(40) for text in unknown[:SUGGESTIONS])
        return _refused(request, f"There is no ticker {shown} to watch.", search(unknown[0], SUGGESTIONS))
    return _changed(request, lambda watchlist: watchlist.add(symbol for symbol in symbols.values() if symbol))


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    gone = [symbol for text in _asked(request) if (symbol := clean(text))]
    if not gone:
        return _refused(request, "Name a symbol to remove.")
    return _changed(request, lambda watchlist: watchlist.remove(gone))


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    return _changed(request, WatchList.clear)


@require_POST
def order(request: HttpRequest) -> HttpResponse:
    symbols = [symbol for text in _asked(request) if (symbol := clean(text))]
    if not symbols:
        return _refused(request, "Name the symbols in their new order.")
    return _changed(request, lambda watchlist: watchlist.order(symbols))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django shows when a form's token, or where it was sent from, is not ours."""
    origin = request.headers.get("Origin", "")
    if reason == REASON_BAD_ORIGIN % origin:
        log.warning("A form sent from %r was refused; if that is this installation, add it to TRUSTED_ORIGINS.", origin)
        words = (
            f"This page was opened at {Truncator(origin).chars(100)}, an address this installation does not know. "
            "If it is the right one, its operator adds it to the setting TRUSTED_ORIGINS."
        )
    else:
        words = "This page is out of date, or the browser keeps no cookies. Go back, reload it and try again."
    return _refused(request, words, status=403)


def _asked(request: HttpRequest) -> list[str]:
    return [text for text in request.POST.getlist("symbol") if text.strip()]


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _changed(request: HttpRequest, change: Callable[[WatchList], list[str]]) -> HttpResponse:
    watchlist = watchlist_of(request)
    try:
        symbols = change(watchlist)
    except WatchListFullError as error:
        return _refused(request, str(error))
    response: HttpResponse
    if _wants_json(request):
        response = JsonResponse({"symbols": symbols})
    else:
        response = HttpResponse(status=303, headers={"Location": get_script_prefix()})
    if watchlist.written:
        request.session = watchlist.session
        remember(response, watchlist.session)
    return response


def _refused(
    request: HttpRequest, words: str, suggestions: list[Ticker] | None = None, status: int = 400
) -> HttpResponse:
    suggested = suggestions or []
    if _wants_json(request):
        return JsonResponse(
            {"error": words, "suggestions": [_as_result(ticker) for ticker in suggested]}, status=status
        )
    return render(request, "refused.html", {"words": words, "suggestions": suggested}, status=status)


def _as_result(ticker: Ticker) -> dict[str, str]:
    return {
        "symbol": ticker.symbol,
        "name": ticker.name,
        "exchange": ticker.exchange,
        "asset_type": ticker.asset_type,
    }
