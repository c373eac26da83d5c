"""Search, and the tickers of a list: add, remove, order."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_POST

from tickers import catalogue, editing
from tickers.answers import as_result, asked, changed, list_in, refused, symbols_asked
from tickers.editing import WatchListFullError
from tickers.search import search
from tickers.symbols import clean, most_symbols

log = logging.getLogger(__name__)

# An unknown symbol is answered with so many that may have been meant.
SUGGESTIONS = 5


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"results": [as_result(ticker) for ticker in search(request.GET.get("q", ""))]})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    named = asked(request)
    if not named:
        return refused(request, "Name a symbol to add.")
    if len(named) > most_symbols():
        return refused(request, str(WatchListFullError()))
    symbols = {text: clean(text) for text in named}
    known = catalogue.known(symbol for symbol in symbols.values() if symbol)
    unknown = [text for text, symbol in symbols.items() if symbol not in known]
    if unknown:
        shown = ", ".join(Truncator(text).chars(40) for text in unknown[:SUGGESTIONS])
        return refused(request, f"There is no ticker {shown} to watch.", search(unknown[0], SUGGESTIONS))
    new = [symbol for symbol in symbols.values() if symbol]
    return changed(request, lambda picks: editing.added(picks, list_in(request), new))


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    gone, now = symbols_asked(request), timezone.now()
    if not gone:
        return refused(request, "Name a symbol to remove.")
    return changed(request, lambda picks: editing.removed(picks, list_in(request), gone, now))


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return changed(request, lambda picks: editing.cleared(picks, list_in(request), now))


@require_POST
def order(request: HttpRequest) -> HttpResponse:
    symbols = symbols_asked(request)
    if not symbols:
        return refused(request, "Name the symbols in their new order.")
    return changed(request, lambda picks: editing.ordered(picks, list_in(request), symbols))


@require_POST
def move(request: HttpRequest, by: int) -> HttpResponse:
    """One ticker one place up or down."""
    symbols = symbols_asked(request)
    if not symbols:
        return refused(request, "Name a symbol to move.")
    return changed(request, lambda picks: editing.moved(picks, list_in(request), symbols[0], by))


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
    return refused(request, words, status=403)
