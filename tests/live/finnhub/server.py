"""A server in Finnhub's place: it answers quotes as Finnhub does, wants the key, and counts what it is asked.

https://finnhub.io/docs/api/quote and https://finnhub.io/docs/api/rate-limit
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.provider_server import Answer, ProviderServer, Request

KEY = "F1NNHUBKEY00SECRET"
PER_MINUTE, PER_SECOND = 60, 30
UNKNOWN = {"c": 0, "d": None, "dp": None, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0}
LIMIT = {"error": "API limit reached. Remaining Limit: 0"}


class Finnhub:
    """`now` is what its clock shows, in seconds, and `speed` how fast that goes; `key` is the one it knows; `prices`
    those of some symbols, every other one has 200. `refusal` is given to every request in place of a price; `unknown`
    symbols have none."""

    def __init__(self, server: ProviderServer, now: Callable[[], float] = time.time, speed: float = 1.0) -> None:
        self.server, self._now, self._speed, self.key = server, now, speed, KEY
        self.prices: dict[str, float] = {}
        self.unknown: set[str] = set()
        self.refusal: Answer | None = None
        self.refused: list[int] = []
        server.answer = self._answer

    @property
    def base_url(self) -> str:
        return self.server.base_url

    @property
    def asked(self) -> list[str]:
        """The symbols asked for so far, in order."""
        return [request.query.get("symbol", "") for request in self.server.requests]

    def most_in(self, seconds: float) -> int:
        """The most requests that came in any so many seconds."""
        at = [request.at for request in self.server.requests]
        return max((sum(moment <= other < moment + seconds for other in at) for moment in at), default=0)

    def _answer(self, request: Request) -> Answer:
        answer = self._refusal(request) or self.refusal or Answer(self._quote(request.query["symbol"]))
        if answer.status != 200:
            self.refused.append(answer.status)
        return answer

    def _refusal(self, request: Request) -> Answer | None:
        if request.path != "/api/v1/quote":
            return Answer("<html>404</html>", status=404, content_type="text/html")
        if request.headers.get("x-finnhub-token") != self.key:
            return Answer({"error": "Invalid API key"}, status=401)
        at = [one.at for one in self.server.requests]
        limits = {60: PER_MINUTE, 1: PER_SECOND}
        if any(sum(one > request.at - span / self._speed for one in at) > most for span, most in limits.items()):
            headers = {"X-Ratelimit-Limit": "60", "X-Ratelimit-Remaining": "0", "X-Ratelimit-Reset": "1795205100"}
            return Answer(LIMIT, status=429, headers=headers)
        return None

    def _quote(self, symbol: str) -> dict[str, Any]:
        if symbol in self.unknown:
            return UNKNOWN
        last = self.prices.get(symbol, 200.0)
        before = 199.0
        return {
            "c": last,
            "d": round(last - before, 4),
            "dp": round((last / before - 1) * 100, 4),
            "h": max(last, 201.0),
            "l": min(last, 198.5),
            "o": 199.5,
            "pc": before,
            "t": int(self._now()),
        }


@contextmanager
def finnhub(now: Callable[[], float] = time.time, speed: float = 1.0) -> Iterator[Finnhub]:
    server = ProviderServer()
    try:
        yield Finnhub(server, now, speed)
    finally:
        server.stop()
