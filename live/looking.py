"""In every template: `look`, how whoever asks wants pages to look, and `most_symbols`, how many one socket may name."""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from live.looks import Look
from tickers.symbols import most_symbols
from tickers.visits import watchlist_of

log = logging.getLogger(__name__)


def look(request: HttpRequest) -> dict[str, Any]:
    """The session is read only by a page that uses it; without a database pages look as they usually do."""
    return {"look": SimpleLazyObject(lambda: _look(request)), "most_symbols": most_symbols()}


def _look(request: HttpRequest) -> Look:
    try:
        return Look.read(watchlist_of(request).picks.view)
    except DatabaseError:
        log.warning("a page could not be made to look as its visitor chose: the database is away")
        return Look()
