"""The polling room's memory in the database: quotes and requests that must outlive a lost Redis."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from channels.db import database_sync_to_async
from django.db import DatabaseError, transaction
from django.db.models import Max

from live.models import QuoteSnapshot, SpentBlock, SpentRequest
from live.polling.spending import Block, Ledger, Purpose
from live.quotes import Quote

log = logging.getLogger(__name__)

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

    def blocks_since(moment: datetime) -> list[Block]:
        rows = SpentBlock.objects.filter(source=source, began_at__gte=moment)
        return [Block(*row) for row in rows.values_list("began_at", "requests")]

    away = False

    def reserve(block: Block) -> bool:
        nonlocal away
        try:
            SpentBlock.objects.create(source=source, began_at=block.began_at, requests=block.requests)
        except DatabaseError as error:
            if not away:
                log.warning("the database does not take the count of requests, which is in Redis alone: %s", error)
            away = True
            return False
        if away:
            log.info("the database takes the count of requests again")
        away = False
        return True

    functions = (sent_since, write, last_active, blocks_since, reserve)
    return Ledger(*map(database_sync_to_async, functions))


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
    SpentBlock.objects.filter(began_at__lt=now - timedelta(hours=1)).delete()
    return SpentRequest.objects.filter(sent_at__lt=now - timedelta(days=2)).delete()[0]
