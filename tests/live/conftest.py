"""The servers, the worker's part and the browsers, for the tests of consumers and push."""

from tests.live.push.serving import ours, served_folder, served_redis, server, worker

__all__ = ["ours", "served_folder", "served_redis", "server", "worker"]
