"""The values that planning speaks of: what is watched, and the requests that bring prices. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime

from live.polling.hours import Hours
from live.polling.spending import Purpose
from live.providers.provider import Function
from live.quotes import Quote

# One bulk request takes this many symbols: https://www.alphavantage.co/documentation/#bulk-quotes
BULK_SYMBOLS = 100

# An answer came, and showed what was held already.
NO_NEWS = "no_news"

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `newcomer` when it brings somebody's first price, `spare` when nobody picked what it asks for or
    there is no place for it, `waits` when it is a first price of such a pick."""

    function: Function
    symbols: tuple[str, ...]
    newcomer: bool
    spare: bool = False
    waits: bool = False

    @property
    def purpose(self) -> Purpose:
        if self.spare:
            return Purpose.SPARE
        return Purpose.NEWCOMER if self.newcomer else Purpose.REFRESH


@dataclass(frozen=True, slots=True)
class Asked:
    """How a symbol's last request went. `failures` counts those in a row that brought nothing new or nothing at all;
    `unknown` says that the provider does not know the symbol, `why` the last failure's kind: a Refusal's value, or
    NO_NEWS."""

    at: datetime
    failures: int = 0
    unknown: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A symbol that is to have a price: how many look (none, when it was only picked in the last days), what is held of
    it, how it was last asked for, and when its exchange trades. `spare` when a board shows it and nobody picked it, or
    somebody did and there is no place for it: then it `waits`. `fame` is its place among the best known, 0 first: it
    stands in for the size of what has no price yet. `pressed` when an operator wants it asked for now, news or not."""

    symbol: str
    viewers: int
    hours: Hours
    quote: Quote | None = None
    asked: Asked | None = None
    spare: bool = False
    fame: int = 0
    pressed: bool = False
    waits: bool = False

    @property
    def priced(self) -> bool:
        return self.quote is not None and self.quote.price is not None
