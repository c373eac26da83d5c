"""What a change of the lists is answered with: JSON for scripts; for visitors without, the page that they were on."""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from tickers.editing import RefusedError
from tickers.models import Ticker
from tickers.picks import PickedList, Picks
from tickers.symbols import clean
from tickers.visits import remember, watchlist_of


def changed(
    request: HttpRequest, change: Callable[[Picks], Picks], lands_on: Callable[[Picks], PickedList] | None = None
) -> HttpResponse:
    """Make the change; `lands_on` says which list to show then, where that is not the one that was changed."""
    watchlist = watchlist_of(request)
    try:
        at = list_in(request)
        picks = watchlist.change(change)
    except RefusedError as error:
        return refused(request, str(error))
    shown = lands_on(picks) if lands_on else picks.find(at) or picks.lists[0]
    page = address(picks, shown) if lands_on else came_from(request) or address(picks, shown)
    response: HttpResponse
    if wants_json(request):
        told = {"page": page} if lands_on else {}
        response = JsonResponse({"symbols": list(shown.symbols), **told})
    else:
        response = HttpResponse(status=303, headers={"Location": page})
    if watchlist.written:
        request.session = watchlist.session
        remember(response, watchlist.session)
    return response


def refused(request: HttpRequest, words: str, suggestions: Iterable[Ticker] = (), status: int = 400) -> HttpResponse:
    suggested = list(suggestions)
    if wants_json(request):
        return JsonResponse({"error": words, "suggestions": [as_result(each) for each in suggested]}, status=status)
    return render(request, "refused.html", {"words": words, "suggestions": suggested}, status=status)


def as_result(ticker: Ticker) -> dict[str, str]:
    return {
        "symbol": ticker.symbol,
        "name": ticker.name,
        "exchange": ticker.exchange,
        "asset_type": ticker.asset_type,
    }


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def address(picks: Picks, shown: PickedList) -> str:
    """Where this list is looked at."""
    first = shown.id == picks.lists[0].id
    return get_script_prefix() if first else f"{get_script_prefix()}?list={shown.id}"


def came_from(request: HttpRequest) -> str:
    """The page that the form says it stands on, if it is one of ours; nothing otherwise."""
    page = request.POST.get("at", "")
    ours = page.startswith(get_script_prefix()) and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return iri_to_uri(page) if ours and not urlsplit(page).netloc else ""


def list_in(request: HttpRequest) -> int | None:
    """The number of the list that the form speaks of; None for the first. Raises RefusedError on what is no number."""
    return number(request.POST.get("list", ""))


def number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise RefusedError("That names no list.")
    return int(text)


def asked(request: HttpRequest) -> list[str]:
    """What the form names, as it was typed."""
    return [text for text in request.POST.getlist("symbol") if text.strip()]


def symbols_asked(request: HttpRequest) -> list[str]:
    return [symbol for text in asked(request) if (symbol := clean(text))]
