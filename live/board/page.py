"""One page of the board, as its template is given it: fifty rows, the filters and where else one may go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from live import clock, sizes, table, words
from live.arrangement import Arrangement
from live.board import kept
from live.board.ranking import Place, Ranking
from live.polling import connection, latest
from live.polling.judge import revalued
from live.polling.latest import Latest
from live.rows import Row
from tickers import catalogue
from tickers.models import Ticker

PER_PAGE = 50
COLUMNS = Arrangement(keys=("name", "closes", "price", "change", "percent", "market_cap", "age"))
USUAL_UNIT = "USD"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address chose; nothing means all. Values in different currencies are never on one page."""

    unit: str = USUAL_UNIT
    exchange: str = ""
    sector: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Chosen":
        return cls(query.get("currency") or USUAL_UNIT, query.get("exchange", ""), query.get("sector", ""))

    def holds(self, place: Place) -> bool:
        return place.unit == self.unit and self.exchange in ("", place.exchange) and self.sector in ("", place.sector)

    def address(self, number: int) -> str:
        """The query of this choice's page of that number."""
        said = {"exchange": self.exchange, "sector": self.sector, "page": str(number) if number > 1 else ""}
        if self.unit != USUAL_UNIT:
            said["currency"] = self.unit
        return "?" + urlencode({name: value for name, value in said.items() if value})


def ranking() -> Ranking:
    return kept.read(latest.client(), connection.keys(), clock.now())


def context(
    query: Mapping[str, str], visitor: str, shown_by: Callable[[Latest, Sequence[Ticker]], dict[str, Any]]
) -> dict[str, Any]:
    """What the template is given. `shown_by` says what every page with prices says (`live.views.page`)."""
    known, chosen = ranking(), Chosen.read(query)
    places = [place for place in known.places if chosen.holds(place)]
    last = max(1, -(-len(places) // PER_PAGE))
    number = min(max(_number(query.get("page", "")), 1), last)
    here = places[(number - 1) * PER_PAGE : number * PER_PAGE]
    shown, rows = _rows(here, visitor, shown_by)
    return {
        **shown,
        "rows": [{"row": row, "place": place} for row, place in zip(rows, here, strict=True)],
        "arrangement": COLUMNS,
        "chosen": chosen,
        "ranking": known,
        "placed": sum(place.rank is not None for place in known.places if place.unit == chosen.unit),
        "listed": sum(place.unit == chosen.unit for place in known.places),
        "found": len(places),
        **_choices(known, chosen),
        "number": number,
        "last": last,
        "pages": [(page, chosen.address(page)) for page in _near(number, last)],
        "newer": chosen.address(number - 1) if number > 1 else "",
        "older": chosen.address(number + 1) if number < last else "",
    }


def _rows(
    here: Sequence[Place], visitor: str, shown_by: Callable[[Latest, Sequence[Ticker]], dict[str, Any]]
) -> tuple[dict[str, Any], list[Row]]:
    symbols = [place.symbol for place in here]
    tickers = catalogue.known(symbols)
    # What left the catalogue since the ranking was made is no longer listed, and not asked for.
    found = latest.latest(symbols, visitor if symbols else None, spare=True)
    listed = sizes.listed(settings.PLAN.source, tickers)
    quotes = {
        symbol: revalued(quote, listed[symbol]) if symbol in listed else quote for symbol, quote in found.quotes.items()
    }
    found = replace(found, quotes=quotes)
    shown = shown_by(found, [tickers[symbol] for symbol in symbols if symbol in tickers])
    told = table.context(symbols, tickers, found, shown, COLUMNS)
    return {**shown, "usual_unit": told["usual_unit"]}, told["rows"]


def _choices(known: Ranking, chosen: Chosen) -> dict[str, Any]:
    """What may be chosen in the currency that is shown, and the other currencies."""
    own = [place for place in known.places if place.unit == chosen.unit]
    apart = sorted({place.unit for place in known.places} - {chosen.unit})
    return {
        "exchanges": [(called, called) for called in sorted({place.exchange for place in own})],
        "sectors": [(called, words.calm(called)) for called in sorted({place.sector for place in own} - {""})],
        "others": [(unit, Chosen(unit).address(1)) for unit in apart],
    }


def _near(number: int, last: int) -> list[int]:
    """The numbers of the pages that are linked: the first, the last and those around this one."""
    return sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
