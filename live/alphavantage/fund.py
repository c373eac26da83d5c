"""ETF_PROFILE: the facts of one exchange-traded fund.

https://www.alphavantage.co/documentation/#etf-profile
"""

from live.alphavantage import lenient
from live.alphavantage.refusals import refusal, unknown
from live.providers.errors import BadAnswer
from live.providers.facts import FundFacts, Share
from live.providers.json_bodies import Answer

MAX_HOLDINGS = 50
MAX_SECTORS = 30
MAX_NAME = 200
NEEDED = ("net_assets", "sectors", "holdings")


def facts(answer: Answer, symbol: str) -> FundFacts:
    """The answer does not name the fund, so `symbol` is taken on trust. Empty for what is no fund: UnknownSymbol.

    Raises ProviderError.
    """
    if not answer:
        raise unknown(symbol)
    if any(name not in answer for name in NEEDED):
        raise refusal(answer, symbol=symbol)
    return FundFacts(
        symbol=symbol,
        net_assets=lenient.positive(answer, "net_assets"),
        expense_ratio=lenient.figure(answer, "net_expense_ratio"),
        portfolio_turnover=lenient.figure(answer, "portfolio_turnover"),
        dividend_yield=lenient.figure(answer, "dividend_yield"),
        inception_date=lenient.day(answer, "inception_date"),
        leveraged={"YES": True, "NO": False}.get(lenient.words(answer, "leveraged", 3) or ""),
        sectors=_shares(answer["sectors"], "sector")[:MAX_SECTORS],
        holdings=_shares(answer["holdings"], "description")[:MAX_HOLDINGS],
    )


def _shares(rows: object, name: str) -> tuple[Share, ...]:
    """The rows that have a name or a symbol, largest first, those of unknown weight last."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswer(sample=f"{name}: {rows}")
    shares = []
    for row in rows:
        symbol = lenient.words(row, "symbol", 20)
        called = lenient.words(row, name, MAX_NAME) or symbol
        if called is not None:
            shares.append(Share(name=called, weight=lenient.figure(row, "weight"), symbol=symbol))
    return tuple(sorted(shares, key=lambda share: (share.weight is None, -(share.weight or 0))))
