"""What is counted of the requests to providers."""

import pytest

from live.alphavantage.client import AlphaVantage
from live.alphavantage.plans import Plan
from live.finnhub.client import Finnhub
from live.finnhub.plans import Plan as FinnhubPlan
from live.metrics import names, tally
from live.providers.errors import Unreachable
from tests.live.finnhub import server as fake
from tests.provider_server import Answer, ProviderServer


async def test_requests_are_counted_for_each_provider_by_itself(provider_server: ProviderServer) -> None:
    provider_server.answer = Answer("down", status=503)
    tally.take()
    clients = (
        (AlphaVantage(provider_server.base_url, "K3Y", Plan.chosen(key="K3Y")), 2),
        (AlphaVantage(provider_server.base_url, "", Plan.chosen(key="")), 1),
        (Finnhub(provider_server.base_url, fake.KEY, FinnhubPlan.chosen()), 3),
    )
    for client, times in clients:
        for _ in range(times):
            with pytest.raises(Unreachable):
                await client.quote("AAPL")
        await client.aclose()
    grown = tally.take().items()
    asked = {series.labels: by for series, by in grown if series.name == names.PROVIDER_REQUESTS.name}
    assert asked == {
        ("alphavantage", "GLOBAL_QUOTE", "unreachable"): 2,
        ("simulated", "GLOBAL_QUOTE", "unreachable"): 1,
        ("finnhub", "quote", "unreachable"): 3,
    }
    took = {series.labels for series, _ in grown if series.name == names.PROVIDER_SECONDS.name}
    assert took == {labels[:2] for labels in asked}
