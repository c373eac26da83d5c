"""The key is in no log at any level, no exception, no traceback with its variables, no repr and no pickle."""

import io
import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from live.alphavantage.client import AlphaVantage
from live.alphavantage.plans import Plan
from live.providers.errors import ProviderError
from tests.live.alphavantage import payloads
from tests.live.alphavantage.bad_answers import FAILURES, SLOWNESS
from tests.provider_server import Answer, ProviderServer

KEYS = ["Q7ZKEY0SECRET9XW", "s3cr3t/+&=key <x>\"y'"]


def forms(key: str) -> set[str]:
    """How the key may be written, and the half of it."""
    return {form.lower() for form in (key, quote(key), quote(key, safe=""), quote_plus(key), repr(key)[1:-1], key[:8])}


@pytest.fixture
def every_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anyone logs, at every level."""
    caplog.set_level(logging.DEBUG)
    for name in [name for name in logging.root.manager.loggerDict if not name.startswith("faker")]:
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def echoes(key: str) -> Iterator[Answer]:
    """Answers that give the key back, wherever there is room for it."""
    address = f"/query?function=GLOBAL_QUOTE&apikey={quote_plus(key)}"
    header = quote(key)
    yield Answer({"Information": payloads.SPENT.format(key=key)})
    yield Answer({"Information": payloads.SPENT.format(key=key)}, status=429)
    yield Answer({"Information": payloads.SPENT.format(key=key)}, status=403)
    yield Answer({"Information": key}, status=400)
    yield Answer({key: key})
    yield Answer({"Global Quote": {"01. symbol": key}})
    yield Answer(payloads.global_quote(price=key))
    yield Answer(payloads.global_quote(latest_trading_day=key))
    yield Answer(payloads.global_quote(price="x" * 50 + key))
    yield Answer("x" * 190 + key)  # where the evidence is cut
    yield Answer(f"<html>{address}</html>" * 50)
    yield Answer(f'{{"Information": "We have detected your API key as {key[:10]}')  # cut within the key
    yield Answer(json.dumps({"Information": payloads.SPENT.format(key=key)})[:-5], missing=5)
    yield Answer(address, status=500)
    yield Answer(b"", status=302, headers={"Location": address})
    yield Answer(b"", status=302, headers={"Location": f"http://{header}.invalid:x/"})
    yield Answer(QUOTE, headers={"X-Asked": address, "Set-Cookie": f"key={header}"})
    yield Answer(b"abc", headers={"Content-Encoding": header})
    yield Answer(raw=f"HTTP/9.9 200 {header}\r\n{address}\r\n\r\n".encode())
    yield Answer(raw=f"HTTP/1.1 200 OK\r\n{address} {header}\r\n\r\n".encode())


QUOTE = payloads.global_quote()


async def written(client: AlphaVantage, log: pytest.LogCaptureFixture, listing: bool) -> str:
    """All that asking once writes down anywhere."""
    try:
        value: Any = await (client.listing(io.BytesIO()) if listing else client.quote("ACME"))
    except ProviderError as error:
        value = told(error)
    logged = [(record.getMessage(), record.args, record.exc_text, record.__dict__) for record in log.records]
    return f"{value} {client!r} {vars(client)} {logged} {log.text}"


def told(error: ProviderError) -> str:
    """All that can be got out of an error, also after a worker process handed it on."""
    caught = traceback.TracebackException.from_exception(error, capture_locals=True)
    handed_on = pickle.loads(pickle.dumps(error))
    assert (str(handed_on), handed_on.evidence, handed_on.refusal) == (str(error), error.evidence, error.refusal)
    assert (error.__context__, error.__cause__) == (None, None)
    return f"{''.join(caught.format())} {error!r} {error.evidence} {vars(error)} {pickle.dumps(error)!r}"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("listing", [False, True])
async def test_the_key_is_written_nowhere_whatever_the_provider_answers(
    provider_server: ProviderServer, every_log: pytest.LogCaptureFixture, key: str, listing: bool
) -> None:
    plan = Plan.chosen(key=key, name="600", entitlement="realtime")
    client = AlphaVantage(provider_server.base_url, key, plan, patience=0.05)
    failures = [answer for _, answer, _ in FAILURES] + [answer for _, answer in SLOWNESS]
    for answer in [*failures, *echoes(key), Answer(QUOTE), Answer(payloads.LISTING)]:
        provider_server.answer = answer
        text = (await written(client, every_log, listing)).lower()
        assert [form for form in forms(key) if form in text] == [], answer
        every_log.clear()
    await client.aclose()
    assert all(request.query["apikey"] == key for request in provider_server.requests)


async def test_the_key_is_written_nowhere_when_nobody_answers(every_log: pytest.LogCaptureFixture) -> None:
    key = KEYS[0]
    for address in (
        "http://127.0.0.1:1",
        "https://127.0.0.1:1",
        "http://nowhere.invalid",
        f"http://{'a' * 70}.example",
    ):
        client = AlphaVantage(address, key, Plan.chosen(key=key), patience=1)
        text = (await written(client, every_log, listing=False)).lower()
        await client.aclose()
        assert key.lower() not in text


async def test_the_logs_that_are_searched_do_tell_of_the_requests(
    provider_server: ProviderServer, every_log: pytest.LogCaptureFixture
) -> None:
    client = AlphaVantage(provider_server.base_url, KEYS[0], Plan.chosen(key=KEYS[0]))
    provider_server.answer = Answer(QUOTE)
    await client.quote("ACME")
    await client.aclose()
    assert "GLOBAL_QUOTE" in every_log.text
    assert "receive_response_headers" in every_log.text


async def test_a_closed_client_leaves_no_filter_behind(provider_server: ProviderServer) -> None:
    before = list(logging.getLogger("httpx").filters)
    client = AlphaVantage(provider_server.base_url, KEYS[0], Plan.chosen(key=KEYS[0]))
    await client.aclose()
    assert logging.getLogger("httpx").filters == before
