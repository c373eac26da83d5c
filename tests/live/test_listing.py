"""The provider's listing into the catalogue: the flow and the command."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from live.alphavantage.client import AlphaVantage
from live.listing import sync_listing
from live.polling.spending import BudgetSpent
from live.providers.errors import BadAnswer, DaySpent, NotEntitled, ProviderError, Unreachable
from tests.provider_server import Answer
from tickers.catalogue import Counts
from tickers.models import Ticker

# The flow works in a thread of its own, with a connection of its own.
pytestmark = pytest.mark.django_db(transaction=True)

HEAD = "symbol,name,exchange,assetType,ipoDate,delistingDate,status"
LISTING = (
    f"{HEAD}\r\nAAPL,Apple Inc ,NASDAQ,Stock,1980-12-12,null,Active\r\n"
    "ZZZ,TEST TICKER FOR UTP,NYSE ARCA,Stock,2014-10-31,null,Active\r\n"
)


def csv(text):
    return Answer(text, content_type="application/x-download")


@pytest.fixture
async def client(provider_server):
    found = AlphaVantage(provider_server.base_url, "a-key", settings.PLAN)
    yield found
    await found.aclose()


def table():
    return list(Ticker.objects.values())


async def test_the_listing_is_fetched_and_loaded(client, provider_server):
    provider_server.answer = csv(LISTING)
    assert await sync_listing(client) == Counts(added=1, skipped=1)
    assert (await Ticker.objects.aget()).name == "Apple Inc"
    assert [request.query["function"] for request in provider_server.requests] == ["LISTING_STATUS"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer({"Information": "This is a premium endpoint."}), NotEntitled),
        (Answer({"Information": "We have detected your API key; our limit is 25 requests per day."}), DaySpent),
        (Answer("<html><body>Sorry</body></html>", content_type="text/html"), BadAnswer),
        (Answer("<html>Down</html>", status=503, content_type="text/html"), Unreachable),
        (csv(HEAD), BadAnswer),
        (csv(f"{HEAD}\r\n"), BadAnswer),
        (csv("symbol,name\r\nAAPL,Apple\r\n"), BadAnswer),
        (csv(f"{LISTING}MSFT,Micro"), BadAnswer),
        (csv(f"{HEAD}\r\nAAPL,Apple,NASDAQ,Stock,tomorrow,null,Active\r\n"), BadAnswer),
        (csv(f"{HEAD}\r\nZZZ,TEST TICKER FOR UTP,NYSE,Stock,2014-10-31,null,Active\r\n"), BadAnswer),
        (Answer(LISTING, content_type="application/x-download", missing=500), Unreachable),
    ],
)
async def test_a_refusal_changes_nothing_and_is_told_in_words(client, provider_server, answer, error):
    await Ticker.objects.acreate(symbol="KO", name="Coca-Cola", exchange="NYSE")
    provider_server.answer = answer
    with pytest.raises(ProviderError) as refusal:
        await sync_listing(client)
    assert type(refusal.value) is error
    assert str(refusal.value).endswith(".")
    assert "a-key" not in str(refusal.value)
    ticker = await Ticker.objects.aget()
    assert (ticker.symbol, ticker.active) == ("KO", True)


async def test_without_a_permit_nothing_is_asked(client, provider_server):
    async def none_left():
        raise BudgetSpent("no request is left")

    provider_server.answer = csv(LISTING)
    with pytest.raises(BudgetSpent):
        await sync_listing(client, none_left)
    assert provider_server.requests == []


async def test_the_permit_comes_before_the_request(client, provider_server):
    asked_before = []

    async def granted():
        asked_before.append(len(provider_server.requests))

    provider_server.answer = csv(LISTING)
    await sync_listing(client, granted)
    assert asked_before == [0]


async def test_bytes_that_are_no_utf8_spoil_a_name_and_nothing_else(client, provider_server):
    provider_server.answer = csv(LISTING.encode().replace(b"Apple Inc ", b"Appl\xe9 Inc"))
    assert (await sync_listing(client)).added == 1
    assert (await Ticker.objects.aget()).symbol == "AAPL"


async def test_the_recorded_listing_goes_the_whole_way(client, provider_server, recorded):
    provider_server.answer = csv((recorded / "LISTING_STATUS" / "active_20260517.csv").read_bytes())
    told = []
    assert await sync_listing(client, progress=lambda *at: told.append(at)) == Counts(added=13_002, skipped=409)
    assert told[-1] == (13_002, 13_002)
    assert await sync_listing(client) == Counts(unchanged=13_002, skipped=409)


def test_the_command_loads_a_file_and_prints_the_counts(tmp_path):
    file = tmp_path / "listing.csv"
    file.write_bytes(b"\xef\xbb\xbf" + LISTING.encode())
    out = io.StringIO()
    call_command("sync_tickers", file=file, stdout=out)
    assert out.getvalue() == "1 added, 0 changed, 0 unchanged, 0 deactivated, 1 skipped.\n"


def test_a_terminal_is_shown_a_bar(tmp_path):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    file = tmp_path / "listing.csv"
    file.write_text(LISTING)
    out = Terminal()
    call_command("sync_tickers", file=file, stdout=out)
    assert "1 of 1 written" in out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [("<html>", "no listing"), ("", "empty"), (f"{HEAD}\nA,B\n", "Line 2 of the listing has 2 columns")],
)
def test_a_file_that_is_no_listing_is_refused_in_one_line(tmp_path, content, words):
    file = tmp_path / "listing.csv"
    file.write_text(content)
    before = table()
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("sync_tickers", file=file)
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 1
    assert table() == before


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("sync_tickers", file=tmp_path / "none.csv")


@pytest.mark.usefixtures("redis")
def test_the_command_asks_the_provider_and_counts_the_request(provider_server, settings):
    settings.ALPHAVANTAGE_BASE_URL = provider_server.base_url
    provider_server.answer = csv(LISTING)
    out = io.StringIO()
    call_command("sync_tickers", stdout=out)
    assert "1 added" in out.getvalue()
    provider_server.answer = Answer({"Information": "This is a premium endpoint."})
    with pytest.raises(CommandError, match="The catalogue is unchanged"):
        call_command("sync_tickers")
    assert Ticker.objects.filter(active=True).count() == 1
