"""One row of a table of quotes: what is known of a ticker when the page is made. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from live import words
from live.quotes import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`quote` is as it came, `shown` the same with its sums in the unit that people speak of.

    `place` counts the visitor's own order from 0, `zone` is its exchange's. `currency` is what `quote` is in, `unit`
    what is shown beside the price: nothing where the list takes it for granted. `gathered` holds what columns asked for
    beyond the quote, by the name in `Column.needs`; `titles` the names of sources, where there are several.
    """

    symbol: str
    quote: Quote
    shown: Quote
    now: datetime
    zone: ZoneInfo
    place: int = 0
    name: str = ""
    listed: bool = True
    exchange: str = ""
    market: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    per_unit: int = 1
    currency: str = "USD"
    provider: str = "ok"
    gathered: Mapping[str, Any] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The state that the row is marked with."""
        return words.mark(self.quote, self.now) if self.listed else "unlisted"

    @property
    def freshness(self) -> str:
        if not self.listed:
            return "no longer listed"
        return words.freshness(self.quote, self.now, self.zone, self.provider)

    @property
    def by(self) -> str:
        """Who gave the price, where that may be one or another."""
        return self.titles.get(self.quote.source, "") if self.quote.price is not None else ""

    @property
    def trading(self) -> str:
        """What is said of its exchange; nothing of a ticker that trades nowhere."""
        return words.trading(self.market, self.quote.seen_at(self.now).state, self.now) if self.listed else ""
