"""Pence as pounds."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from live import money
from live.quotes import Basis, Quote

PENCE = Quote(
    symbol="TSCO.LON",
    source="simulated",
    basis=Basis.SIMULATED,
    price=Decimal("412.5"),
    change=Decimal("-2.5"),
    change_percent=Decimal("-0.6"),
    volume=100,
    market_cap=Decimal(100_000),
    currency="GBX",
    trading_day=date(2026, 11, 20),
    fetched_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("currency", "unit", "per_unit"), [("GBX", "GBP", 100), ("GBp", "GBp", 1), ("ZAc", "ZAR", 100), ("USD", "USD", 1)]
)
def test_a_hundredth_is_shown_in_what_it_is_a_hundredth_of(currency: str, unit: str, per_unit: int) -> None:
    assert (money.unit(currency), money.per_unit(currency)) == (unit, per_unit)


def test_every_sum_is_converted_and_nothing_else() -> None:
    shown = money.shown(PENCE, "GBX")
    assert (shown.price, shown.change, shown.market_cap) == (Decimal("4.125"), Decimal("-0.025"), Decimal(1000))
    assert (shown.change_percent, shown.volume, shown.open) == (Decimal("-0.6"), 100, None)
    assert shown.currency == "GBP"
    assert money.shown(PENCE, "USD") is PENCE


@pytest.mark.parametrize(
    ("units", "usual"), [([], ""), (["EUR"], "EUR"), (["GBP", "USD", "USD"], "USD"), (["GBP", "USD"], "GBP")]
)
def test_a_list_takes_for_granted_what_most_of_it_is_in(units: list[str], usual: str) -> None:
    assert money.usual(units) == usual
