"""Shares outstanding as a company's facts tell it. Pure."""

from decimal import Decimal

from live.providers.facts import CompanyFacts

# How far outside the range of 52 weeks a price that follows from the facts may lie: the range and the value are not of
# the same day.
SLACK = Decimal("1.1")


def in_units_of_the_ticker(known: CompanyFacts) -> int | None:
    """The count of shares, unless the facts themselves contradict it.

    Market value over shares is a price at which the ticker traded in the last year. It is not where the count is of one
    class of several, or of shares at home of which a receipt is several or a part.
    """
    shares, value = known.shares_outstanding, known.market_capitalization
    if shares is None or value is None:
        return shares
    implied = value / shares
    low, high = known.week52_low or known.day200_average, known.week52_high or known.day200_average
    if low is None or high is None:
        return shares
    return shares if low / SLACK <= implied <= high * SLACK else None
