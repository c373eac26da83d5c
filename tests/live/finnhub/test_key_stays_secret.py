"""Finnhub's key, which goes in a header, is in no address, log, exception, repr and pickle, whatever is answered."""

from urllib.parse import quote

import pytest

from live.finnhub.client import Finnhub
from live.finnhub.plans import Plan
from live.providers.errors import ProviderError
from tests.live.alphavantage.bad_answers import FAILURES, SLOWNESS
from tests.live.alphavantage.test_key_stays_secret import KEYS, every_log, forms, told
from tests.live.finnhub import server as fake
from tests.provider_server import Answer, ProviderServer

__all__ = ["every_log"]


def echoes(key: str) -> list[Answer]:
    """Answers that give the key back, wherever there is room for it."""
    return [
        Answer({"error": f"Invalid API key {key}"}, status=401),
        Answer({"error": key}, status=403),
        Answer({"error": key}, status=429, headers={"X-Ratelimit-Key": quote(key)}),
        Answer(key, status=500),
        Answer({"error": key}),
        Answer({key: key}),
        Answer({"c": key, "t": 1}),
        Answer({"c": 1, "t": key}),
        Answer("x" * 190 + key),
        Answer(b"", status=302, headers={"Location": f"http://{quote(key)}.invalid:x/"}),
        Answer(b"abc", headers={"Content-Encoding": quote(key)}),
        Answer(raw=f"HTTP/1.1 200 OK\r\n{quote(key)}\r\n\r\n".encode()),
    ]


async def written(client: Finnhub, log: pytest.LogCaptureFixture) -> str:
    """All that asking once writes down anywhere."""
    try:
        value = str(await client.quote("ACME"))
    except ProviderError as error:
        value = told(error)
    logged = [(record.getMessage(), record.args, record.exc_text, record.__dict__) for record in log.records]
    return f"{value} {client!r} {vars(client)} {logged} {log.text}"


@pytest.mark.parametrize("key", KEYS)
async def test_the_key_is_written_nowhere_whatever_finnhub_answers(
    provider_server: ProviderServer, every_log: pytest.LogCaptureFixture, key: str
) -> None:
    client = Finnhub(provider_server.base_url, key, Plan.chosen(), patience=0.05)
    failures = [answer for _, answer, _ in FAILURES] + [answer for _, answer in SLOWNESS]
    for answer in [*failures, *echoes(key)]:
        provider_server.answer = answer
        text = (await written(client, every_log)).lower()
        assert [form for form in forms(key) if form in text] == [], answer
        every_log.clear()
    await client.aclose()
    assert all(request.headers["x-finnhub-token"] == key for request in provider_server.requests)
    assert not any(form in request.target for request in provider_server.requests for form in forms(key))


async def test_the_logs_that_are_searched_do_tell_of_the_requests(
    provider_server: ProviderServer, every_log: pytest.LogCaptureFixture
) -> None:
    fake.Finnhub(provider_server)
    client = Finnhub(provider_server.base_url, fake.KEY, Plan.chosen())
    await client.quote("ACME")
    await client.aclose()
    assert "/api/v1/quote" in every_log.text
    assert "receive_response_headers" in every_log.text
