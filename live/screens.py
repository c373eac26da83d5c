"""Lists without controls: `/wall/` and `?wall` for a screen that people look up to, `?embed` for a frame elsewhere."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from live import release, table
from live.arrangement import Arrangement
from live.polling import latest
from live.views import page, visitor
from tickers import answers, catalogue
from tickers.visits import watchlist_of

WALL, EMBED = "wall", "embed"
# Nothing is gathered for columns that are not shown.
BARE = Arrangement(keys=())


@require_safe
@cache_control(private=True, no_cache=True)
def wall(request: HttpRequest) -> HttpResponse:
    """One of the visitor's own lists: the first, or `?list=` its number. Leased as `/` is."""
    picks, asked = watchlist_of(request).picks, request.GET.get("list", "")
    shown = picks.find(int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 10 else None)
    if shown is None:
        return redirect("wall")
    tickers = catalogue.known(shown.symbols)
    known = latest.latest(shown.symbols, visitor(request) if shown.symbols else None)
    context = page(known, [tickers[symbol] for symbol in shown.symbols if symbol in tickers])
    told = table.context(shown.symbols, tickers, known, context, BARE)
    return answer(request, WALL, shown.name, {**context, **told}, answers.address(picks, shown))


def kind_of(request: HttpRequest) -> str:
    """Which of these the address asks for; nothing for the ordinary page."""
    return next((kind for kind in (WALL, EMBED) if kind in request.GET), "")


def answer(request: HttpRequest, kind: str, name: str, context: dict[str, Any], full: str) -> HttpResponse:
    """The list in `context` (of `live.table` and `live.views.page`) as a page of this kind; `full` is its own page.

    `renewal` is what makes a page that is open load itself anew: other code, or other tickers.
    """
    renewal = ",".join([release.release(), *(row.symbol for row in context["rows"])])
    response = render(request, "screen.html", {**context, "kind": kind, "name": name, "full": full, "renewal": renewal})
    if kind == EMBED and settings.EMBED_ORIGINS:
        response.xframe_options_exempt = True  # else the middleware says DENY
        response._csp_replace = {"frame-ancestors": settings.EMBED_ORIGINS}  # type: ignore[attr-defined]  # as csp.decorators do
    return response
