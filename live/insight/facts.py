"""Company and fund facts in the database, keyed by source, and when what of a symbol may be asked for again."""

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


def claim(source: str, symbol: str, what: str, now: datetime, until: datetime) -> bool:
    """Write down that this is asked for now and not again before `until`; False when somebody did so before."""
    thing = Gathered.objects.filter(source=source, symbol=symbol, what=what)
    if thing.filter(not_before__lte=now).update(not_before=until):
        return True
    return Gathered.objects.get_or_create(source=source, symbol=symbol, what=what, defaults={"not_before": until})[1]


def postpone(source: str, symbol: str, what: str, until: datetime) -> None:
    """Let what was claimed be asked for again from `until` on."""
    Gathered.objects.filter(source=source, symbol=symbol, what=what).update(not_before=until)


def not_before(source: str, symbols: Iterable[str]) -> dict[tuple[str, str], datetime]:
    """When each thing that was asked for about these symbols may be asked for again."""
    rows = Gathered.objects.filter(source=source, symbol__in=list(symbols))
    return {(row.symbol, row.what): row.not_before for row in rows}


def was_asked(source: str, symbol: str, what: str) -> bool:
    """Whether this was ever asked for, whatever came of it."""
    return Gathered.objects.filter(source=source, symbol=symbol, what=what).exists()


def with_bars_of(source: str, symbols: Iterable[str], day: date) -> set[str]:
    """Those of the symbols whose daily bars reach to `day`."""
    rows = Bar.objects.filter(source=source, symbol__in=list(symbols), interval=Bar.DAILY, day__gte=day)
    return set(rows.values_list("symbol", flat=True))
