"""The quotes that the database keeps, and what they say of who picked what."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from live.polling import ledger
from live.quotes import Basis, Quote, State

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def quote(symbol: str, price: int) -> Quote:
    return Quote(
        symbol, "alphavantage", Basis.REALTIME, State.FRESH, Decimal(price), trading_day=NOW.date(), fetched_at=NOW
    )


def test_what_only_a_board_showed_is_kept_and_not_taken_for_picked() -> None:
    ledger.save_snapshot([quote("IBM", 5)], NOW)
    ledger.save_snapshot([quote("IBM", 6), quote("AAPL", 7)], NOW + timedelta(days=8), spare=True)
    kept = ledger.read_snapshot("alphavantage")
    assert {symbol: one.price for symbol, one in kept.items()} == {"IBM": 6, "AAPL": 7}
    assert ledger.watched_since("alphavantage", NOW - timedelta(days=7)) == ["IBM"]
    assert ledger.watched_since("alphavantage", NOW + timedelta(days=1)) == []
    ledger.save_snapshot([quote("AAPL", 8)], NOW + timedelta(days=9))
    assert ledger.watched_since("alphavantage", NOW + timedelta(days=1)) == ["AAPL"]
