"""Prices that all move with each update, so that every cell of every row has something else to say."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from live.quotes import Basis, Quote, Session, State

LARGEST = (
    "AAPL,MSFT,NVDA,AMZN,GOOGL,GOOG,META,TSLA,BRK-B,AVGO,JPM,LLY,V,XOM,UNH,MA,COST,WMT,PG,HD,JNJ,NFLX,ORCL,BAC,ABBV,"
    "CRM,KO,CVX,MRK,AMD,PEP,TMO,ADBE,LIN,ACN,MCD,CSCO,ABT,WFC,GE,IBM,QCOM,TXN,DIS,INTU,VZ,CAT,AMGN,SPY,PFE"
)
FIFTY = tuple(LARGEST.split(","))


def quotes(sent: int, symbols: Sequence[str]) -> list[Quote]:
    """The update of this number: each price goes up and down by up to 3 %, none in step with another."""
    now = datetime.now(UTC)
    return [_quote(symbol, place, sent, now) for place, symbol in enumerate(symbols)]


def _quote(symbol: str, place: int, sent: int, now: datetime) -> Quote:
    before = Decimal(40 + 17 * place)
    price = before + before * ((sent * 7 + place * 13) % 61 - 30) / 1000
    return Quote(
        symbol=symbol,
        source="simulated",
        basis=Basis.SIMULATED,
        state=State.FRESH,
        price=round(price, 2),
        previous_close=before,
        change=round(price - before, 2),
        change_percent=round((price / before - 1) * 100, 4),
        open=before,
        high=round(before * Decimal("1.03"), 2),
        low=round(before * Decimal("0.97"), 2),
        volume=1_000_000 + sent * 1_000 * (place + 1),
        market_cap=price * 1_000_000_000,
        session=Session.REGULAR,
        trading_day=now.date(),
        as_of=now,
        fetched_at=now,
        next_due_at=now + timedelta(seconds=1),
    )
