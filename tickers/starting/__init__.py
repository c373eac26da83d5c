"""The catalogue that ships with the product: well-known US tickers, the best known first.

The order is what search ranks by, for the provider's listing has no volumes; the names are what people call these
things, where the listing writes "VANGUARD 500 INDEX FUND ETF SHARES". Shares outstanding are rounded, count every
class of the company in units of the ticker, and are empty for funds and where no good figure was at hand.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("catalogue.csv")


@dataclass(frozen=True, slots=True)
class StartingTicker:
    symbol: str
    name: str
    exchange: str
    asset_type: str
    currency: str
    shares_outstanding: int | None
    shares_as_of: date | None

    def fields(self) -> dict[str, Any]:
        return asdict(self)


def tickers() -> Iterator[StartingTicker]:
    """In the file's order."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            shares, day = row.pop("shares_outstanding"), row.pop("shares_as_of")
            yield StartingTicker(
                **row,
                shares_outstanding=int(shares) if shares else None,
                shares_as_of=date.fromisoformat(day) if day else None,
            )


@cache
def places() -> Mapping[str, int]:
    """Symbol → its place in the file's order, from 0: what stands in for a company's size while that is unknown."""
    return {ticker.symbol: place for place, ticker in enumerate(tickers())}


def place(symbol: str) -> int:
    """The same of one symbol; what the file lacks comes after all that it has."""
    return places().get(symbol, len(places()))
