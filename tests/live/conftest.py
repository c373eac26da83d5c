"""What the pages show."""

from tests.live.watched import four_tickers, redis_away, saturday, standing

__all__ = ["four_tickers", "redis_away", "saturday", "standing"]
