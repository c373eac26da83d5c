"""The client of each provider, made in the one place that knows them all."""

from typing import Protocol

from django.conf import settings

from live.alphavantage import plans as alphavantage
from live.alphavantage.client import AlphaVantage
from live.finnhub import plans as finnhub
from live.finnhub.client import Finnhub
from live.providers.provider import Plan, Prices


class Client(Prices, Protocol):
    """A provider's client, which belongs to one event loop."""

    async def aclose(self) -> None: ...


def client(plan: Plan) -> Client:
    """To be made in the loop that uses it; close it with `aclose()`."""
    match plan:
        case alphavantage.Plan():
            return AlphaVantage(settings.ALPHAVANTAGE_BASE_URL, settings.ALPHAVANTAGE_API_KEY, plan)
        case finnhub.Plan():
            return Finnhub(settings.FINNHUB_BASE_URL, settings.FINNHUB_API_KEY, plan)
    raise ValueError(f"there is no client for {plan.title}")
