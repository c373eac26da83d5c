"""The update that every design is measured with: three quotes, 1.3 KB as the product writes them.

The moment of sending stands in it as the volume, so that the client knows each update and how old it is.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from live.push import messages
from live.quotes import Basis, Quote, Session, State

SYMBOLS = ("AAPL", "MSFT", "NVDA")


def quotes(sent: int, symbols: Sequence[str] = SYMBOLS) -> list[Quote]:
    """`sent` in nanoseconds of any clock."""
    now = datetime.now(UTC)
    price = Decimal(100 + sent % 1000)
    return [
        Quote(
            symbol=symbol,
            source="simulated",
            basis=Basis.SIMULATED,
            state=State.FRESH,
            price=price,
            previous_close=Decimal("99.5"),
            change=price - Decimal("99.5"),
            change_percent=Decimal("1.0050"),
            open=Decimal("99.75"),
            high=Decimal("101.25"),
            low=Decimal("98.5"),
            volume=sent,
            session=Session.REGULAR,
            trading_day=date(2026, 11, 20),
            fetched_at=now,
        )
        for symbol in symbols
    ]


def text(sent: int) -> str:
    """The same as one message, for servers that know nothing of quotes."""
    wires = [messages.encoded(quote.as_wire()) for quote in quotes(sent)]
    return messages.quotes(datetime.now(UTC), 1, wires)
