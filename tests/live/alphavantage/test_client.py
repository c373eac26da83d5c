"""The client against a local server that answers as the provider does, and as nobody should."""

import asyncio
import contextlib
import gzip
import io
import json
import threading
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from live.alphavantage.client import AlphaVantage
from live.alphavantage.plans import Plan
from live.providers import sending
from live.providers.errors import (
    BadAnswer,
    DaySpent,
    ProviderError,
    UnknownSymbol,
    Unreachable,
)
from tests.live.alphavantage import payloads
from tests.live.alphavantage.bad_answers import FAILURES, QUOTE, SLOWNESS, endless
from tests.provider_server import Answer, ProviderServer

# Nothing here is waited for longer, on a busy machine too; seconds.
PATIENCE = 60
REALTIME = Plan.chosen(key="k", name="600", entitlement="realtime", bulk=True)


@pytest.fixture
async def client(provider_server: ProviderServer) -> AsyncIterator[AlphaVantage]:
    client = AlphaVantage(provider_server.base_url, "K3Y", REALTIME, patience=PATIENCE)
    yield client
    await client.aclose()


async def test_each_function_is_asked_as_the_provider_wants_it(
    client: AlphaVantage, provider_server: ProviderServer
) -> None:
    answers = {
        "GLOBAL_QUOTE": payloads.global_quote(),
        "REALTIME_BULK_QUOTES": payloads.bulk(payloads.bulk_row("ACME"), payloads.bulk_row("BRK-B")),
        "TIME_SERIES_DAILY": payloads.series({"2026-11-19": payloads.bar()}),
        "TIME_SERIES_WEEKLY": payloads.series({"2026-11-13": payloads.bar()}, heading="Weekly Time Series"),
        "OVERVIEW": payloads.overview(),
        "ETF_PROFILE": payloads.etf_profile(),
        "LISTING_STATUS": payloads.LISTING,
    }
    provider_server.answer = lambda request: Answer(answers[request.query["function"]])
    file = io.BytesIO()

    assert (await client.quote("ACME")).price == Decimal(12)
    assert set(await client.bulk_quotes(["ACME", "BRK-B"])) == {"ACME", "BRK-B"}
    assert (await client.daily("ACME")).bars[0].day == date(2026, 11, 19)
    assert (await client.weekly("ACME")).bars[0].day == date(2026, 11, 13)
    assert (await client.overview("ACME")).name == "Acme Corporation"
    assert (await client.etf_profile("ACME")).net_assets == 5_000_000_000
    await client.listing(file)
    assert file.getvalue().decode() == payloads.LISTING

    assert [{k: v for k, v in request.query.items() if k != "apikey"} for request in provider_server.requests] == [
        {"function": "GLOBAL_QUOTE", "symbol": "ACME", "entitlement": "realtime"},
        {"function": "REALTIME_BULK_QUOTES", "symbol": "ACME,BRK-B"},
        {"function": "TIME_SERIES_DAILY", "symbol": "ACME", "outputsize": "compact"},
        {"function": "TIME_SERIES_WEEKLY", "symbol": "ACME"},
        {"function": "OVERVIEW", "symbol": "ACME"},
        {"function": "ETF_PROFILE", "symbol": "ACME"},
        {"function": "LISTING_STATUS"},
    ]
    for request in provider_server.requests:
        assert (request.path, request.query["apikey"], request.headers["accept"]) == ("/query", "K3Y", "*/*")


@pytest.mark.parametrize(
    ("plan", "entitlement"),
    [
        (Plan.chosen(key="k", name="free"), None),
        (Plan.chosen(key="k", name="75", entitlement="end_of_day"), None),
        (Plan.chosen(key="k", name="75"), "delayed"),
        (REALTIME, "realtime"),
    ],
)
async def test_a_quote_is_asked_for_with_the_plans_entitlement(
    provider_server: ProviderServer, plan: Plan, entitlement: str | None
) -> None:
    provider_server.answer = Answer(payloads.global_quote())
    client = AlphaVantage(provider_server.base_url, "k", plan)
    await client.quote("ACME")
    await client.aclose()
    assert provider_server.requests[0].query.get("entitlement") == entitlement


async def test_the_simulator_is_given_a_key_though_there_is_none(provider_server: ProviderServer) -> None:
    provider_server.answer = Answer(payloads.global_quote())
    client = AlphaVantage(provider_server.base_url, "", Plan.chosen(key=""))
    await client.quote("ACME")
    await client.aclose()
    assert provider_server.requests[0].query["apikey"]


@pytest.mark.parametrize("symbol", ["A&apikey=x", "../", "A B", "A#B", "Ä", "A\r\nX: y", "A%26function=LISTING_STATUS"])
async def test_an_odd_symbol_stays_one_parameter(
    client: AlphaVantage, provider_server: ProviderServer, symbol: str
) -> None:
    provider_server.answer = Answer({"Global Quote": {}})
    with pytest.raises(UnknownSymbol):
        await client.quote(symbol)
    [request] = provider_server.requests
    assert request.query == {"function": "GLOBAL_QUOTE", "symbol": symbol, "entitlement": "realtime", "apikey": "K3Y"}


async def test_requests_run_at_once(client: AlphaVantage, provider_server: ProviderServer) -> None:
    together = threading.Barrier(20)

    def answer(request: object) -> Answer:
        together.wait(PATIENCE / 2)  # breaks, and so the test, unless twenty are being asked at the same time
        return Answer(payloads.global_quote())

    provider_server.answer = answer
    assert len(await asyncio.gather(*(client.quote("ACME") for _ in range(20)))) == 20


async def test_a_request_tells_that_it_has_left_long_before_its_answer(
    client: AlphaVantage, provider_server: ProviderServer
) -> None:
    answered, left = threading.Event(), asyncio.Event()

    def answer(_: object) -> Answer:
        assert answered.wait(PATIENCE)
        return Answer(payloads.global_quote())

    provider_server.answer = answer
    with sending.told(left.set):
        asking = asyncio.create_task(client.quote("ACME"))
    async with asyncio.timeout(PATIENCE):
        await left.wait()
    assert not asking.done()
    answered.set()
    await asking


async def test_a_connection_is_used_again(client: AlphaVantage, provider_server: ProviderServer) -> None:
    connections = set()

    def answer(request: object) -> Answer:
        connections.add(threading.get_ident())  # the server gives each connection a thread
        return Answer(payloads.global_quote())

    provider_server.answer = answer
    for _ in range(3):
        await client.quote("ACME")
    assert len(connections) == 1


async def test_more_symbols_than_a_request_takes_are_not_asked_for(client: AlphaVantage) -> None:
    for symbols in ([], [f"S{i}" for i in range(101)]):
        with pytest.raises(ValueError, match="symbols in one request"):
            await client.bulk_quotes(symbols)


@pytest.mark.parametrize("pieces", [1, 2])
async def test_a_compressed_answer_is_read(client: AlphaVantage, provider_server: ProviderServer, pieces: int) -> None:
    packed = gzip.compress(b" " * 100_000 + json.dumps(payloads.global_quote()).encode())
    body = packed if pieces == 1 else lambda: [packed[:20], packed[20:]]
    provider_server.answer = Answer(body, headers={"Content-Encoding": "gzip"})
    assert (await client.quote("ACME")).price == 12


@pytest.mark.parametrize(("answer", "kind"), [pytest.param(a, k, id=name) for name, a, k in FAILURES])
async def test_every_failure_is_one_of_the_family(
    client: AlphaVantage, provider_server: ProviderServer, answer: Answer, kind: type[ProviderError]
) -> None:
    provider_server.answer = answer
    with pytest.raises(kind) as refused:
        await client.quote("ACME")
    assert kind is ProviderError or type(refused.value) is kind
    assert refused.value.evidence.startswith("GLOBAL_QUOTE")
    assert len(refused.value.evidence) < 300


@pytest.mark.parametrize("answer", [pytest.param(answer, id=name) for name, answer in SLOWNESS])
async def test_an_answer_that_takes_too_long_is_given_up(provider_server: ProviderServer, answer: Answer) -> None:
    client = AlphaVantage(provider_server.base_url, "K3Y", REALTIME, patience=0.3)
    provider_server.answer = answer
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(Unreachable, match="in time"):
            await client.quote("ACME")
    await client.aclose()


async def test_a_request_that_is_given_up_is_taken_back_by_a_reset() -> None:
    """A connection that is only closed goes on bringing what was sent: a network that was cut for half a minute would
    deliver it then."""
    heard: asyncio.Queue[bytes | OSError] = asyncio.Queue()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            try:
                heard.put_nowait(await reader.read())
            except OSError as error:
                heard.put_nowait(error)
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    address = "{}:{}".format(*server.sockets[0].getsockname())
    client = AlphaVantage(f"http://{address}", "K3Y", REALTIME, patience=0.2)
    async with server, asyncio.timeout(PATIENCE):
        while heard.empty():  # on a busy machine it may be given up before it was sent
            with pytest.raises(Unreachable, match="in time"):
                await client.quote("ACME")
            await asyncio.sleep(0.05)
        assert isinstance(await heard.get(), ConnectionResetError)
    await client.aclose()


@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'a' * 70}.example", "127.0.0.1:1", "127.0.0.1:99"])
async def test_where_nobody_answers_is_unreachable(host: str) -> None:
    client = AlphaVantage(f"http://{host}", "K3Y", REALTIME, patience=2)
    with pytest.raises(Unreachable):
        await client.quote("ACME")
    await client.aclose()


async def test_a_server_without_tls_behind_https_is_unreachable(provider_server: ProviderServer) -> None:
    client = AlphaVantage(provider_server.base_url.replace("http", "https"), "K3Y", REALTIME, patience=0.3)
    with pytest.raises(Unreachable):
        await client.quote("ACME")
    await client.aclose()


async def test_the_client_works_again_after_a_failure(client: AlphaVantage, provider_server: ProviderServer) -> None:
    for failing in (Answer(raw=b""), Answer(endless), Answer(QUOTE, missing=5)):
        provider_server.answer = failing
        with pytest.raises(ProviderError):
            await client.quote("ACME")
        provider_server.answer = Answer(QUOTE)
        assert (await client.quote("ACME")).price == 12


async def test_whoever_gives_up_waiting_is_let_go(client: AlphaVantage, provider_server: ProviderServer) -> None:
    loop, asked = asyncio.get_running_loop(), asyncio.Event()

    def answer(request: object) -> Answer:
        loop.call_soon_threadsafe(asked.set)
        return Answer(QUOTE, before=600)

    provider_server.answer = answer
    asking = asyncio.create_task(client.quote("ACME"))
    await asked.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_a_refused_listing_leaves_the_file_as_it_was(
    client: AlphaVantage, provider_server: ProviderServer
) -> None:
    for answer, kind in (
        (Answer({"Information": payloads.SPENT}), DaySpent),
        (Answer("<html>Sorry</html>\n" * 10), BadAnswer),
        (Answer(endless), BadAnswer),
        (Answer("symbol,name\nACME,Acme\n"), BadAnswer),
    ):
        file = io.BytesIO()
        provider_server.answer = answer
        with pytest.raises(kind):
            await client.listing(file)
        assert file.getvalue() == b""


async def test_a_listing_that_is_cut_short_is_refused(client: AlphaVantage, provider_server: ProviderServer) -> None:
    for answer, kind in (
        (Answer(payloads.LISTING, missing=100), Unreachable),
        (Answer(payloads.LISTING[:-20]), BadAnswer),
        (Answer(payloads.LISTING_HEADER), BadAnswer),
    ):
        provider_server.answer = answer
        with pytest.raises(kind):
            await client.listing(io.BytesIO())
