"""What the pages show."""

from tests.live.watched import four_tickers, saturday

__all__ = ["four_tickers", "saturday"]
