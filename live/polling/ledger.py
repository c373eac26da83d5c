"""The polling room's memory in the database: quotes and requests that must outlive a lost Redis."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models import Max

from live.models import QuoteSnapshot, SpentRequest
from live.polling.spending import Ledger, Purpose
from live.quotes import Quote

# SQLite takes so many rows in one statement without holding its lock for long.
CHUNK = 500


def ledger(source: str) -> Ledger:
    """The budget's ledger of one source."""

    def sent_since(moment: datetime) -> list[tuple[Purpose, datetime]]:
        rows = SpentRequest.objects.filter(source=source, sent_at__gte=moment)
        return [(Purpose(purpose), at) for purpose, at in rows.order_by("sent_at").values_list("purpose", "sent_at")]

    def write(purpose: Purpose, moments: list[datetime]) -> None:
        with transaction.atomic():
            rows = [SpentRequest(source=source, purpose=purpose, sent_at=at) for at in moments]
            SpentRequest.objects.bulk_create(rows)

    def last_active() -> datetime | None:
        snapshot = QuoteSnapshot.objects.filter(source=source).aggregate(last=Max("saved_at"))["last"]
        request = SpentRequest.objects.filter(source=source).aggregate(last=Max("sent_at"))["last"]
        return max((moment for moment in (snapshot, request) if moment), default=None)

    return Ledger(
        database_sync_to_async(sent_since), database_sync_to_async(write), database_sync_to_async(last_active)
    )


def save_snapshot(quotes: Sequence[Quote], now: datetime, *, spare: bool = False) -> None:
    """Copy these quotes from Redis; what else is held of their source stays. `spare` when only a board shows them."""
    picked_at = None if spare else now
    rows = [
        QuoteSnapshot(source=quote.source, symbol=quote.symbol, body=quote.as_wire(), saved_at=now, picked_at=picked_at)
        for quote in quotes
        if quote.price is not None
    ]
    for start in range(0, len(rows), CHUNK):
        QuoteSnapshot.objects.bulk_create(
            rows[start : start + CHUNK],
            update_conflicts=True,
            unique_fields=["source", "symbol"],
            update_fields=["body", "saved_at"] if spare else ["body", "saved_at", "picked_at"],
        )


def read_snapshot(source: str, symbols: Iterable[str] | None = None) -> dict[str, Quote]:
    """The quotes last copied, of these symbols or of all."""
    rows = QuoteSnapshot.objects.filter(source=source)
    if symbols is not None:
        rows = rows.filter(symbol__in=list(symbols))
    return {row.symbol: Quote.from_wire(row.body) for row in rows}


def watched_since(source: str, moment: datetime) -> list[str]:
    """The symbols whose quotes were copied since then for somebody who picked them."""
    rows = QuoteSnapshot.objects.filter(source=source, picked_at__gte=moment)
    return list(rows.values_list("symbol", flat=True))


def forget_spent(now: datetime) -> int:
    """Delete the requests that no window counts any more; gives how many."""
    return SpentRequest.objects.filter(sent_at__lt=now - timedelta(days=2)).delete()[0]
