"""Company and fund facts in the database, keyed by source, and what of a symbol was asked for when."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from live.alphavantage.facts import CompanyFacts, FundFacts
from live.models import Bar, Facts, Gathered


def keep(source: str, symbol: str, facts: CompanyFacts | FundFacts, now: datetime) -> None:
    """Replace what is held of this symbol."""
    values = {"body": asdict(facts), "fetched_at": now}
    Facts.objects.update_or_create(source=source, symbol=symbol, defaults=values)


def read(source: str, symbol: str) -> tuple[Mapping[str, Any], datetime] | None:
    """The facts as they were kept (what is unknown is None; decimals are text) and when they were fetched."""
    row = Facts.objects.filter(source=source, symbol=symbol).first()
    return (row.body, row.fetched_at) if row else None


def mark(source: str, symbol: str, what: str, now: datetime) -> None:
    """Write down that this was asked for."""
    Gathered.objects.update_or_create(source=source, symbol=symbol, what=what, defaults={"at": now})


def asked(source: str, symbols: Iterable[str]) -> dict[tuple[str, str], datetime]:
    """When each thing about these symbols was last asked for."""
    rows = Gathered.objects.filter(source=source, symbol__in=list(symbols))
    return {(row.symbol, row.what): row.at for row in rows}


def with_bars_of(source: str, symbols: Iterable[str], day: date) -> set[str]:
    """Those of the symbols whose daily bars reach to `day`."""
    rows = Bar.objects.filter(source=source, symbol__in=list(symbols), interval=Bar.DAILY, day__gte=day)
    return set(rows.values_list("symbol", flat=True))
