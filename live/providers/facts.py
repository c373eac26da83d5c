"""What a company or a fund is, beyond its price. What the provider does not say is None."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """A company. Money is in `currency`; yields and margins are fractions (0.03 is 3 %)."""

    symbol: str
    name: str
    asset_type: str | None = None
    description: str | None = None
    exchange: str | None = None
    currency: str | None = None
    country: str | None = None
    sector: str | None = None
    industry: str | None = None
    address: str | None = None
    official_site: str | None = None  # an http or https address
    fiscal_year_end: str | None = None  # a month's name
    latest_quarter: date | None = None
    market_capitalization: Decimal | None = None
    shares_outstanding: int | None = None
    revenue: Decimal | None = None  # of the last twelve months
    profit_margin: Decimal | None = None
    eps: Decimal | None = None
    pe_ratio: Decimal | None = None
    forward_pe: Decimal | None = None
    price_to_book: Decimal | None = None
    beta: Decimal | None = None
    dividend_per_share: Decimal | None = None
    dividend_yield: Decimal | None = None
    dividend_date: date | None = None
    ex_dividend_date: date | None = None
    week52_high: Decimal | None = None
    week52_low: Decimal | None = None
    day50_average: Decimal | None = None
    day200_average: Decimal | None = None
    analyst_target: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a fund: one of its holdings, or a sector. `weight` is a fraction of the fund's value.

    `symbol` is None for a sector, for cash and futures, and for what is listed where the provider has no symbol.
    """

    name: str
    weight: Decimal | None
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class FundFacts:
    """An exchange-traded fund. Ratios and yields are fractions (0.002 is 0.2 % a year)."""

    symbol: str
    net_assets: Decimal | None = None
    expense_ratio: Decimal | None = None
    portfolio_turnover: Decimal | None = None
    dividend_yield: Decimal | None = None
    inception_date: date | None = None
    leveraged: bool | None = None
    sectors: tuple[Share, ...] = ()
    holdings: tuple[Share, ...] = ()  # the largest
