"""OVERVIEW: the facts of one company.

https://www.alphavantage.co/documentation/#company-overview
"""

from urllib.parse import urlsplit

from live.alphavantage import lenient
from live.alphavantage.answers import same_symbol
from live.alphavantage.refusals import refusal, unknown
from live.providers.errors import BadAnswer
from live.providers.facts import CompanyFacts
from live.providers.json_bodies import Answer

MAX_NAME = 200
MAX_DESCRIPTION = 5000


def facts(answer: Answer, symbol: str) -> CompanyFacts:
    """Empty for funds, foreign listings and unknown symbols alike, so that is UnknownSymbol. Raises ProviderError."""
    if not answer:
        raise unknown(symbol)
    if "Symbol" not in answer:
        raise refusal(answer, symbol=symbol)
    name = lenient.words(answer, "Name", MAX_NAME)
    if not same_symbol(answer["Symbol"], symbol) or name is None:
        raise BadAnswer(sample=f"not the overview of {symbol}: {answer['Symbol']}, {answer.get('Name')}")
    return CompanyFacts(
        symbol=symbol,
        name=name,
        asset_type=lenient.words(answer, "AssetType", MAX_NAME),
        description=lenient.words(answer, "Description", MAX_DESCRIPTION),
        exchange=lenient.words(answer, "Exchange", MAX_NAME),
        currency=lenient.words(answer, "Currency", 3),
        country=lenient.words(answer, "Country", MAX_NAME),
        sector=lenient.words(answer, "Sector", MAX_NAME),
        industry=lenient.words(answer, "Industry", MAX_NAME),
        address=lenient.words(answer, "Address", MAX_NAME),
        official_site=_site(lenient.words(answer, "OfficialSite", MAX_NAME)),
        fiscal_year_end=lenient.words(answer, "FiscalYearEnd", MAX_NAME),
        latest_quarter=lenient.day(answer, "LatestQuarter"),
        market_capitalization=lenient.positive(answer, "MarketCapitalization"),
        shares_outstanding=lenient.count(answer, "SharesOutstanding"),
        revenue=lenient.figure(answer, "RevenueTTM"),
        profit_margin=lenient.figure(answer, "ProfitMargin"),
        eps=lenient.figure(answer, "EPS"),
        pe_ratio=lenient.figure(answer, "PERatio"),
        forward_pe=lenient.figure(answer, "ForwardPE"),
        price_to_book=lenient.figure(answer, "PriceToBookRatio"),
        beta=lenient.figure(answer, "Beta"),
        dividend_per_share=lenient.figure(answer, "DividendPerShare"),
        dividend_yield=lenient.figure(answer, "DividendYield"),
        dividend_date=lenient.day(answer, "DividendDate"),
        ex_dividend_date=lenient.day(answer, "ExDividendDate"),
        week52_high=lenient.positive(answer, "52WeekHigh"),
        week52_low=lenient.positive(answer, "52WeekLow"),
        day50_average=lenient.positive(answer, "50DayMovingAverage"),
        day200_average=lenient.positive(answer, "200DayMovingAverage"),
        analyst_target=lenient.positive(answer, "AnalystTargetPrice"),
    )


def _site(address: str | None) -> str | None:
    """The address where a page may link to it: whoever wrote it must not be able to run a script."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.hostname else None
