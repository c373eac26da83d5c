"""The servers, the worker's part and the browsers, for the tests of consumers and push; what the pages show."""

from tests.live.push.serving import ours, served_folder, served_redis, server, worker
from tests.live.watched import four_tickers, saturday

__all__ = ["four_tickers", "ours", "saturday", "served_folder", "served_redis", "server", "worker"]
