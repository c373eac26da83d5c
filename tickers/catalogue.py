"""The catalogue as a whole: looking tickers up, bringing it in line with a listing, beginning it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from tickers import starting
from tickers.editions import new_edition
from tickers.listing import Row, Skipped
from tickers.models import Ticker
from tickers.symbols import is_symbol

# Bulk writes go out in chunks of so many rows.
CHUNK = 500
# With more active tickers than this, a listing of fewer than half of them is taken for one that was cut short.
SMALL_CATALOGUE = 200

# What the listing says of a ticker. Currency and shares are not in it, and never overwritten by it.
LISTED_FIELDS = ("name", "exchange", "asset_type", "ipo_date", "delisting_date", "active")


T = TypeVar("T")


class ImplausibleListingError(ValueError):
    """A listing that reads well and cannot be true; the message is for people."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a listing did to the catalogue, in tickers; `skipped` are lines that named none."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deactivated: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return (
            f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged, "
            f"{self.deactivated:,} deactivated, {self.skipped:,} skipped"
        )


def known(symbols: Iterable[str]) -> dict[str, Ticker]:
    """The active tickers among these symbols."""
    asked = [symbol for symbol in symbols if is_symbol(symbol)]
    return {ticker.symbol: ticker for ticker in Ticker.objects.filter(symbol__in=asked, active=True)}


def upsert(lines: Iterable[Row | Skipped], progress: Callable[[int, int], None] | None = None) -> Counts:
    """Bring the catalogue in line with a listing, in one transaction, writing only what differs.

    What vanished from the listing's exchanges becomes inactive; tickers on other exchanges were added by hand and stay
    as they are. `progress` is told rows written and rows to write. Raises ImplausibleListingError, and whatever
    reading the lines raises; either way nothing has changed.
    """
    # Read to the end before the transaction begins: SQLite has one writer, and the source may be slow or broken.
    rows: dict[str, Row] = {}
    skipped = 0
    for line in lines:
        if isinstance(line, Row) and line.symbol not in rows:
            rows[line.symbol] = line
        else:
            skipped += 1
    with transaction.atomic():
        there = {values[0]: values[1:] for values in Ticker.objects.values_list("symbol", *LISTED_FIELDS)}
        _refuse_implausible(len(rows), sum(values[-1] for values in there.values()))
        exchanges = {row.exchange for row in rows.values()}
        gone = [
            symbol
            for symbol, (_, exchange, *_, active) in there.items()
            if active and symbol not in rows and exchange in exchanges
        ]
        written = [row for row in rows.values() if there.get(row.symbol) != _listed(row)]
        added = sum(row.symbol not in there for row in written)
        _write(written, progress)
        for chunk in _chunks(gone):
            Ticker.objects.filter(symbol__in=chunk).update(active=False)
        if written or gone:
            new_edition()
    return Counts(added, len(written) - added, len(rows) - len(written), len(gone), skipped)


def load_starting_catalogue() -> int:
    """Fill an empty catalogue with the tickers that ship with the product; how many were added."""
    with transaction.atomic():
        if Ticker.objects.exists():
            return 0
        tickers = [Ticker(**ticker.fields()) for ticker in starting.tickers()]
        Ticker.objects.bulk_create(tickers, batch_size=CHUNK, ignore_conflicts=True)
        new_edition()
    return len(tickers)


def _refuse_implausible(listed: int, active: int) -> None:
    if not listed:
        raise ImplausibleListingError("The listing names no ticker. Nothing was changed.")
    if active > SMALL_CATALOGUE and listed < active / 2:
        raise ImplausibleListingError(
            f"The listing names {listed:,} tickers where {active:,} are active: it was cut short. Nothing was changed."
        )


def _listed(row: Row) -> tuple[object, ...]:
    return row.name, row.exchange, row.asset_type, row.ipo_date, row.delisting_date, True


def _write(rows: list[Row], progress: Callable[[int, int], None] | None) -> None:
    done = 0
    for chunk in _chunks(rows):
        Ticker.objects.bulk_create(
            [
                Ticker(symbol=row.symbol, currency=row.currency, **dict(zip(LISTED_FIELDS, _listed(row), strict=True)))
                for row in chunk
            ],
            update_conflicts=True,
            unique_fields=["symbol"],
            update_fields=LISTED_FIELDS,
        )
        done += len(chunk)
        if progress is not None:
            progress(done, len(rows))


def _chunks(items: list[T]) -> Iterable[list[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
