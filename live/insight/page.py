"""What the details page tells of a ticker besides its price, as values. It reads the database and asks nobody."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from live.insight import facts, history, intraday, ranges, sheet, splits
from live.insight.minutes import MINUTE, Point
from live.models import Bar as StoredBar
from live.polling.hours import Hours
from live.providers.facts import CompanyFacts, FundFacts, Share
from live.providers.series import Bar

IN_TABLE = 30
IN_FUND = 10


@dataclass(frozen=True, slots=True)
class YearRange:
    """The lowest and the highest price of 52 weeks, and the price between them, or by now beside them."""

    low: Decimal
    high: Decimal
    price: Decimal | None

    @property
    def place(self) -> Decimal | None:
        """How far from the low to the high the price is: 0 to 1, None without a price or a range."""
        if self.price is None or self.high <= self.low:
            return None
        return min(max((self.price - self.low) / (self.high - self.low), Decimal(0)), Decimal(1))


@dataclass(frozen=True, slots=True)
class About:
    """A ticker's facts. Without any, `asked` tells whether the provider was asked for them."""

    company: CompanyFacts | None = None
    fund: FundFacts | None = None
    fetched_at: datetime | None = None
    asked: bool = False

    def year_range(self, price: Decimal | None) -> YearRange | None:
        known = self.company
        if known is None or known.week52_low is None or known.week52_high is None:
            return None
        return YearRange(known.week52_low, known.week52_high, price)

    @property
    def sectors(self) -> tuple[Share, ...]:
        return self.fund.sectors[:IN_FUND] if self.fund else ()

    @property
    def holdings(self) -> tuple[Share, ...]:
        return self.fund.holdings[:IN_FUND] if self.fund else ()


@dataclass(frozen=True, slots=True)
class History:
    """A year of daily bars, oldest first, at least one, in the shares of today, and the ranges that the chart has."""

    bars: tuple[Bar, ...]
    ranges: tuple[str, ...]

    @property
    def first_day(self) -> date:
        return self.bars[0].day

    @property
    def last_day(self) -> date:
        return self.bars[-1].day

    @property
    def table(self) -> tuple[Bar, ...]:
        """The last of them, newest first."""
        return self.bars[: -IN_TABLE - 1 : -1]


def about(source: str, symbol: str) -> About:
    """What is known of the company or the fund. Raises ValueError when what was kept cannot be read."""
    kept = facts.read(source, symbol)
    if kept is None:
        return About(asked=facts.was_asked(source, symbol, "facts"))
    body, fetched_at = kept
    known = sheet.read(body)
    if isinstance(known, FundFacts):
        return About(fund=known, fetched_at=fetched_at, asked=True)
    return About(company=known, fetched_at=fetched_at, asked=True)


def daily(source: str, symbol: str) -> History | None:
    """The daily bars that are held of the last year. Raises ValueError when they cannot be prices."""
    bars = _days(source, symbol)
    if not bars:
        return None
    with_minutes = intraday.newest(source, symbol) is not None
    offered = (name for name in ranges.SPANS if name != "day" or with_minutes)
    return History(tuple(ranges.lately(bars, ranges.YEAR)), tuple(offered))


def rows(source: str, symbol: str, name: str, hours: Hours) -> list[list[Any]]:
    """The rows of one of `ranges.SPANS`, for the chart. The day is the last session that has points."""
    if name == "day":
        return ranges.of_minutes(_last_session(source, symbol, hours))
    days = _days(source, symbol)
    if name == "all":
        raw = history.read(source, symbol, StoredBar.DAILY)
        weekly = history.read(source, symbol, StoredBar.WEEKLY)
        known = splits.in_weeks(raw, weekly, splits.found(raw, history.told(source, symbol)))
        return ranges.of_days(ranges.everything(days, splits.adjusted(weekly, known)))
    return ranges.of_days(ranges.lately(days, ranges.MONTH if name == "month" else ranges.YEAR))


def _days(source: str, symbol: str) -> list[Bar]:
    raw = history.read(source, symbol, StoredBar.DAILY)
    return splits.adjusted(raw, splits.found(raw, history.told(source, symbol)))


def _last_session(source: str, symbol: str, hours: Hours) -> list[Point]:
    newest = intraday.newest(source, symbol)
    if newest is None:
        return []
    opened = max((session.opens for session in hours.sessions if session.opens <= newest), default=newest)
    return intraday.read(source, symbol, opened, newest + MINUTE)
