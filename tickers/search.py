"""Search in the catalogue: this process's index, rebuilt when the catalogue has a new edition."""

import threading
from uuid import UUID

from tickers import starting
from tickers.editions import edition
from tickers.entries import Entry
from tickers.index import Index
from tickers.models import Ticker

_building = threading.Lock()
_built: tuple[UUID, Index] | None = None


def search(query: str, limit: int = 20) -> list[Ticker]:
    """The active tickers that are meant most likely, best first.

    The query never reaches the database. What was deactivated since the index was built is left out.
    """
    found = _index().search(query, limit)
    there = {ticker.symbol: ticker for ticker in Ticker.objects.filter(symbol__in=found, active=True)}
    return [there[symbol] for symbol in found if symbol in there]


def _index() -> Index:
    """The index of the newest edition; while another thread builds that, the one before."""
    global _built
    newest = edition()
    if newest is None:
        return _build()  # of an empty catalogue, or of one that was filled past its editions: not to be kept
    held = _built
    if held is not None and held[0] == newest:
        return held[1]
    if not _building.acquire(blocking=held is None) and held is not None:
        return held[1]
    try:
        if _built is None or _built[0] != newest:
            _built = newest, _build()
        return _built[1]
    finally:
        _building.release()


def _build() -> Index:
    famous = {ticker.symbol: (place, ticker.name) for place, ticker in enumerate(starting.tickers())}
    rows = Ticker.objects.filter(active=True).values_list("symbol", "name", "asset_type", "shares_outstanding")
    entries = []
    for symbol, name, asset_type, shares in rows.iterator(2000):
        fame, alias = famous.get(symbol, (None, ""))
        entries.append(Entry(symbol, name, asset_type, shares is not None, fame, alias))
    return Index(entries)
