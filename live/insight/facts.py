"""Company and fund facts in the database, keyed by source, and when what of a symbol may be asked for again."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from live.insight import shares
from live.models import Bar, Facts, Gathered
from live.polling.hours import NEW_YORK
from live.providers.facts import CompanyFacts, FundFacts


@dataclass(frozen=True, slots=True)
class Counted:
    """What a company's facts say of its size: shares in units of the ticker, and the provider's own market value in
    `currency`, either of them None where it is not known. `day` is when they were fetched, in New York."""

    day: date
    shares: int | None
    market_value: Decimal | None
    currency: str
    sector: str


def keep(source: str, symbol: str, facts: CompanyFacts | FundFacts, now: datetime) -> None:
    """Replace what is held of this symbol."""
    values: dict[str, Any] = {"body": asdict(facts), "fetched_at": now}
    if isinstance(facts, CompanyFacts):
        values |= {
            "sector": facts.sector or "",
            "currency": facts.currency or "",
            "shares": shares.in_units_of_the_ticker(facts),
            "market_value": facts.market_capitalization,
        }
    Facts.objects.update_or_create(source=source, symbol=symbol, defaults=values)


def counted(source: str, symbols: Iterable[str] | None = None) -> dict[str, Counted]:
    """What is known of the size of these companies, or of all; funds are not among them."""
    rows = Facts.objects.filter(source=source).exclude(shares=None, market_value=None, sector="")
    if symbols is not None:
        rows = rows.filter(symbol__in=list(symbols))
    found = rows.values_list("symbol", "fetched_at", "shares", "market_value", "currency", "sector")
    return {
        symbol: Counted(at.astimezone(NEW_YORK).date(), count, value, currency, sector)
        for symbol, at, count, value, currency, sector in found.iterator()
    }


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
