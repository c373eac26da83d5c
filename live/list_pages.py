"""A visitor's lists as live tables, and any list as an address."""

from collections.abc import Sequence

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from live import clock, screens, table
from live.arrangement import Arrangement
from live.list_csv import written
from live.looks import Look
from live.polling import latest
from live.views import page, quotes_answer, visitor
from tickers import answers, catalogue, editing, search, symbols
from tickers.models import ReadyList, Ticker
from tickers.visits import watchlist_of


@require_safe
@cache_control(private=True, no_cache=True)
def index(request: HttpRequest) -> HttpResponse:
    """One of the visitor's lists as a live table: the first, or `?list=` its number.

    `?q=` shows what a search finds, for browsers without scripts.
    """
    watchlist = watchlist_of(request)
    picks, asked = watchlist.picks, request.GET.get("list", "")
    shown = picks.find(int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 10 else None)
    if shown is None:
        return redirect("index")
    watched = shown.symbols
    tickers = catalogue.known(watched)
    known = latest.latest(watched, visitor(request) if watched else None)
    context = page(known, [tickers[symbol] for symbol in watched if symbol in tickers])
    query = request.GET.get("q", "").strip()
    return render(
        request,
        "index.html",
        {
            **context,
            **table.context(watched, tickers, known, context, Arrangement.read(picks.view)),
            "list": shown,
            "own_lists": picks.lists,
            "at": answers.address(picks, shown),
            "note": watchlist.note,
            "ready": [] if watched or query else ready_lists(),
            "query": query,
            "search_focus": True,
            "results": search.search(query) if query else [],
        },
    )


@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """Keep how tables and pages are to look; the form says only what it changes."""
    form: QueryDict = request.POST
    view: dict[str, object] = {}
    if "choosing" in form:
        view["columns"] = form.getlist("column")
    if "by" in form:
        view["sort"] = f"-{form['by']}" if "falling" in form and form["by"] else form["by"]
    if "reading" in form:
        view |= {name: name in form for name in ("keys", "spoken")}
    for name in ("sort", "density", "colours"):
        if name in form:
            view[name] = form[name]
    kept = Arrangement.read(view).kept() | Look.read(view).kept()
    return answers.changed(request, lambda picks: editing.looking(picks, {name: kept[name] for name in view}))


@require_safe
@cache_control(private=True, no_cache=True)
def shared(request: HttpRequest, named: str) -> HttpResponse:
    """The list that the address names, read-only and live. Opening it asks for nothing; its socket does.

    `?wall` and `?embed` give it without controls.
    """
    asked, kind = named_symbols(named), screens.kind_of(request)
    if ",".join(asked) != named:
        page_of = reverse("shared", args=[",".join(asked)])
        return redirect(f"{page_of}?{kind}" if kind else page_of, permanent=True)
    tickers = catalogue.known(asked)
    watched = [symbol for symbol in asked if symbol in tickers]
    if not watched:
        return render(request, "404.html", {"symbol": named}, status=404)
    known = latest.latest(watched)
    context = page(known, list(tickers.values()))
    if kind:
        told = table.context(watched, tickers, known, context, screens.BARE)
        return screens.answer(request, kind, "Shared list", {**context, **told}, request.path)
    return render(
        request,
        "shared.html",
        {
            **context,
            **table.context(watched, tickers, known, context, Arrangement.read(watchlist_of(request).picks.view)),
            "named": ",".join(watched),
            "symbols": watched,
            "unknown": [text for text in asked if text not in tickers],
            "at": request.path,
        },
    )


@require_safe
@never_cache
def shared_json(request: HttpRequest, named: str) -> JsonResponse:
    """The same quotes as `/api/quotes/`, leased for two minutes."""
    return quotes_answer(request, named.split(","))


@require_safe
@never_cache
def shared_csv(_request: HttpRequest, named: str) -> HttpResponse:
    """The latest known quotes for a spreadsheet, in the currency that the exchange quotes in. Asks for nothing."""
    asked = named_symbols(named)
    tickers = catalogue.known(asked)
    watched = [symbol for symbol in asked if symbol in tickers]
    now, known = clock.now(), latest.latest(watched)
    rows = [(tickers[symbol].name, tickers[symbol].currency, known.quotes[symbol].seen_at(now)) for symbol in watched]
    headers = {"Content-Disposition": 'attachment; filename="watchlist.csv"'}
    return HttpResponse(written(rows), content_type="text/csv; charset=utf-8", headers=headers)


def named_symbols(named: str) -> list[str]:
    """What an address names, each once, in capitals where it is a symbol. Raises BadRequest, in words."""
    asked = [text.strip() for text in named.split(",") if text.strip()]
    if not 0 < len(asked) <= symbols.most_symbols():
        raise BadRequest(f"The address of a list names 1 to {symbols.most_symbols()} symbols, such as /l/AAPL,MSFT/.")
    return list(dict.fromkeys(symbols.clean(text) or text for text in asked))


def ready_lists() -> list[tuple[str, Sequence[Ticker]]]:
    """The lists to begin with, as far as the catalogue has their tickers."""
    ready = list(ReadyList.objects.all())
    there = catalogue.known({symbol for each in ready for symbol in each.named})
    offered = [(each.name, [there[symbol] for symbol in each.named if symbol in there]) for each in ready]
    return [(name, tickers) for name, tickers in offered if tickers]
