"""Finnhub's client against a local server that answers as Finnhub does, and as nobody should."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from live.finnhub.client import Finnhub
from live.finnhub.plans import Plan
from live.providers.errors import BadAnswer, Burst, NotEntitled, ProviderError, Unanswered, UnknownSymbol, Unreachable
from live.providers.provider import Function, Limits
from live.quotes import Basis
from tests.live.finnhub import server as fake
from tests.provider_server import Answer, ProviderServer


@pytest.fixture
async def client(provider_server: ProviderServer) -> AsyncIterator[Finnhub]:
    client = Finnhub(provider_server.base_url, fake.KEY, Plan.chosen(), patience=60)
    yield client
    await client.aclose()


async def test_a_quote_is_asked_as_the_provider_wants_it(client: Finnhub, provider_server: ProviderServer) -> None:
    finnhub = fake.Finnhub(provider_server)
    finnhub.prices["BRK.B"] = 480.5
    assert (await client.quote("BRK-B")).price == Decimal("480.5")
    (request,) = provider_server.requests
    assert (request.path, request.query) == ("/api/v1/quote", {"symbol": "BRK.B"})
    assert request.headers["x-finnhub-token"] == fake.KEY


async def test_an_unknown_symbol_is_told_from_a_wrong_key(client: Finnhub, provider_server: ProviderServer) -> None:
    finnhub = fake.Finnhub(provider_server)
    finnhub.unknown.add("GONE")
    with pytest.raises(UnknownSymbol, match="GONE"):
        await client.quote("GONE")
    other = Finnhub(provider_server.base_url, "another", Plan.chosen(), patience=60)
    with pytest.raises(NotEntitled, match="FINNHUB_API_KEY"):
        await other.quote("AAPL")
    await other.aclose()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer({"error": "You don't have access to this resource."}, status=403), UnknownSymbol),
        (Answer({"error": "You don't have access to this resource."}, status=401), UnknownSymbol),
        (Answer({"error": "Invalid API key"}, status=401), NotEntitled),
        (Answer({"error": "Please use an API key."}, status=401), NotEntitled),
        (Answer("<html>blocked</html>", status=403), NotEntitled),
        (Answer(fake.LIMIT, status=429), Burst),
        (Answer("", status=502), Unreachable),
        (Answer("", status=408), Unreachable),
        (Answer("", status=404), BadAnswer),
        (Answer(b"", status=302, headers={"Location": "http://elsewhere.invalid/"}), BadAnswer),
        (Answer("<html></html>"), BadAnswer),
        (Answer({"error": "x"}), BadAnswer),
        (Answer([]), BadAnswer),
        (Answer({}, missing=5), Unreachable),
    ],
)
async def test_each_refusal_is_one_of_the_family(
    client: Finnhub, provider_server: ProviderServer, answer: Answer, kind: type[ProviderError]
) -> None:
    provider_server.answer = answer
    with pytest.raises(kind) as caught:
        await client.quote("AAPL")
    assert type(caught.value) is kind
    assert caught.value.evidence.startswith("quote")


async def test_an_answer_that_takes_too_long_is_given_up(provider_server: ProviderServer) -> None:
    provider_server.answer = Answer({}, before=600)
    client = Finnhub(provider_server.base_url, fake.KEY, Plan.chosen(), patience=0.3)
    with pytest.raises(Unanswered) as caught:
        await client.quote("AAPL")
    await client.aclose()
    assert caught.value.evidence.startswith("quote")


async def test_what_its_plan_does_not_declare_it_refuses_without_a_request(
    client: Finnhub, provider_server: ProviderServer
) -> None:
    requests: list[Any] = [client.bulk_quotes(["AAPL"]), client.daily("AAPL")]
    for request in requests:
        with pytest.raises(NotEntitled):
            await request
    assert provider_server.requests == []


def test_a_free_key_gives_sixty_real_time_prices_a_minute_of_us_tickers() -> None:
    plan = Plan.chosen()
    assert (plan.source, plan.basis, plan.functions) == ("finnhub", Basis.REALTIME, {Function.QUOTE})
    assert plan.limits == Limits(per_second=30, per_minute=60)
    assert plan.lower() is None
    assert plan.knows("XNYS")
    assert not plan.knows("XLON")
    assert Plan.chosen(per_minute=300, poll_seconds=1).limits == Limits(per_second=30, per_minute=300)
