"""The lists themselves over HTTP: make, rename, delete, move a ticker, import, take back."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickers import catalogue, editing, imports
from tickers.answers import changed, list_in, refused, symbols_asked
from tickers.picks import Picks
from tickers.symbols import most_symbols


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A new list, with whatever of `symbol` the catalogue has; also how a shared list is copied."""
    name = request.POST.get("name", "")
    asked = symbols_asked(request)[: most_symbols()]
    known = catalogue.known(asked)
    symbols = [symbol for symbol in asked if symbol in known]
    return changed(request, lambda picks: editing.created(picks, name, symbols), lambda picks: picks.lists[-1])


@require_POST
def rename(request: HttpRequest, number: int) -> HttpResponse:
    name = request.POST.get("name", "")
    return changed(request, lambda picks: editing.renamed(picks, number, name))


@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.now()
    return changed(request, lambda picks: editing.deleted(picks, number, now), lambda picks: picks.lists[0])


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Move tickers of the list `list` to this one."""
    symbols, now = symbols_asked(request), timezone.now()
    if not symbols:
        return refused(request, "Name a symbol to move.")
    return changed(request, lambda picks: editing.taken(picks, number, list_in(request), symbols, now))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last removal back, and show the list that it was of."""
    restored: list[int] = []

    def change(picks: Picks) -> Picks:
        after = editing.undone(picks)
        if picks.note and picks.note.undo:
            restored.append(picks.note.undo.id)
        return after

    return changed(request, change, lambda picks: picks.find(restored[-1] if restored else None) or picks.lists[0])


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Import: `text` that was pasted, or a `file`; what was not found is told on the page."""
    text = _text(request)
    if text is None:
        return refused(request, "That is too long to be a list of symbols.", status=413)
    names = imports.named(text)
    if not names:
        return refused(request, "There is no symbol in that. A column of symbols, or an export file, is what is read.")
    known = catalogue.known({symbol for name in names for symbol in name.symbols})
    found, missing = imports.resolved(names, known)
    now = timezone.now()

    def change(picks: Picks) -> Picks:
        there = picks.find(list_in(request))
        held = there.symbols if there else ()
        new = [symbol for symbol in found if symbol not in held]
        fits = new[: most_symbols() - len(held)]
        words = imports.outcome(fits, len(found) - len(new), len(new) - len(fits), missing)
        return editing.imported(picks, list_in(request), fits, words, now)

    return changed(request, change)


def _text(request: HttpRequest) -> str | None:
    """What was sent, None where it is too long. A file is read as UTF-8, or as Excel's UTF-16."""
    file = request.FILES.get("file")
    if file is None:
        text = request.POST.get("text", "")
        return text if len(text) <= imports.LONGEST_TEXT else None
    if not file.size:
        return request.POST.get("text", "")
    if file.size > imports.LONGEST_TEXT:
        return None
    body = file.read()
    return body.decode("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
