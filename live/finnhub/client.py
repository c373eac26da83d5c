"""Finnhub's one function that is asked for, as a request that brings a typed value or raises ProviderError."""

from collections.abc import Sequence

from live.finnhub.plans import Plan
from live.finnhub.quote import asked_as, reading
from live.finnhub.refusals import failed
from live.providers.errors import NotEntitled
from live.providers.http import PATIENCE, Http, Key
from live.providers.json_bodies import JsonBody
from live.providers.secret import Secret
from live.providers.series import Series
from live.quotes import Reading


class Finnhub:
    """Finnhub, or whatever speaks like it at `base_url`. Requests may run at once, in one event loop."""

    def __init__(self, base_url: str, key: str, plan: Plan, *, patience: float = PATIENCE) -> None:
        self._plan = plan
        self._http = Http(plan.source, base_url, Key(Secret(key), header="X-Finnhub-Token"), failed, patience=patience)

    def __repr__(self) -> str:
        return f"<Finnhub {self._http.host} {self._plan.name}>"

    async def aclose(self) -> None:
        await self._http.aclose()

    # https://finnhub.io/docs/api/quote
    async def quote(self, symbol: str, entitlement: str = "realtime") -> Reading:
        """The latest price; of a US ticker it is of the moment, whatever the plan."""
        body = JsonBody(lambda answer: reading(answer, symbol))
        return await self._http.ask("/api/v1/quote", {"symbol": asked_as(symbol)}, body, function="quote")

    async def bulk_quotes(self, symbols: Sequence[str]) -> dict[str, Reading]:
        """It has none, and its plan declares none."""
        raise NotEntitled

    async def daily(self, symbol: str) -> Series:
        """Only paid keys have it, and its plan declares none."""
        raise NotEntitled
