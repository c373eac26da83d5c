"""The board as a visitor without scripts gets it."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis import Redis

from live import clock, tasks
from live.insight import facts
from live.polling import connection, leases
from live.providers.facts import CompanyFacts
from live.quotes import Basis, Quote, State
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

MANY = 120


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    """A hundred and twenty companies, the largest first, a London one, and the prices of all."""
    Ticker.objects.bulk_create(
        Ticker(symbol=f"T{n:03}", name=f"Company {n}", exchange="NYSE" if n % 2 else "NASDAQ", shares_outstanding=1000)
        for n in range(MANY)
    )
    Ticker.objects.create(symbol="TSCO.LON", name="Tesco", exchange="LSE", currency="GBX", shares_outstanding=1000)
    priced(redis, *(quote(f"T{n:03}", 1000 - n) for n in range(MANY)), quote("TSCO.LON", 45000, currency="GBX"))


def quote(symbol: str, price: int, **values: object) -> Quote:
    now = clock.now()
    return Quote(
        **{
            "symbol": symbol,
            "source": "simulated",
            "basis": Basis.SIMULATED,
            "state": State.FRESH,
            "price": Decimal(price),
            "trading_day": now.date(),
            "fetched_at": now,
            **values,
        }  # type: ignore[arg-type]
    )


def priced(redis: Redis, *quotes: Quote) -> None:
    held = {each.symbol: json.dumps(each.as_wire()) for each in quotes}
    redis.hset(connection.keys().quotes, mapping=held)


def board(client: Client, query: str = "") -> str:
    answer = client.get(f"/market-cap/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def symbols(page: str) -> list[str]:
    return re.findall(r'<tr [^>]*data-symbol="([^"]+)"', page)


def ranks(page: str) -> list[str]:
    return re.findall(r"data-rank>([^<]*)<", page)


def test_fifty_a_page_the_largest_first(client: Client) -> None:
    page = board(client)
    assert symbols(page) == [f"T{n:03}" for n in range(50)]
    assert ranks(page) == [str(n) for n in range(1, 51)]
    assert '<span data-field="market_cap">1.00M</span>' in page
    assert 'href="?page=2" rel="next"' in page
    last = board(client, "?page=3")
    assert (symbols(last)[0], len(symbols(last))) == ("T100", 20)
    assert 'rel="next"' not in last


@pytest.mark.parametrize(
    ("number", "first"), [("0", "T000"), ("-1", "T000"), ("x", "T000"), ("99", "T100"), ("٣", "T000")]
)
def test_a_page_that_there_is_not_is_the_nearest_that_there_is(client: Client, number: str, first: str) -> None:
    assert symbols(board(client, f"?page={number}"))[0] == first


def test_an_exchange_keeps_the_places_among_all(client: Client) -> None:
    page = board(client, "?exchange=NYSE")
    assert symbols(page)[:2] == ["T001", "T003"]
    assert ranks(page)[:2] == ["2", "4"]
    assert '<option value="NYSE" selected>' in page
    assert 'href="?exchange=NYSE&amp;page=2" rel="next"' in page
    assert "No company of that kind" in board(client, "?exchange=<b>")


def test_a_sector_is_offered_once_facts_tell_of_one(client: Client) -> None:
    assert 'name="sector"' not in board(client)
    facts.keep("simulated", "T007", CompanyFacts("T007", "Company 7", sector="ENERGY"), clock.now())
    page = board(client, "?sector=ENERGY")
    assert symbols(page) == ["T007"]
    assert '<option value="ENERGY" selected>Energy</option>' in page
    assert "1 of 121 companies with company facts" in page


def test_another_currency_has_places_of_its_own_and_pence_are_pounds(client: Client) -> None:
    page = board(client)
    assert "TSCO.LON" not in symbols(page)
    assert 'Other currencies are ranked apart: <a href="?currency=GBP">GBP</a>' in page
    pounds = board(client, "?currency=GBP")
    assert (symbols(pounds), ranks(pounds)) == (["TSCO.LON"], ["1"])
    assert '<span data-field="market_cap">450K</span>' in pounds
    assert 'data-per-unit="100"' in pounds


def test_a_rank_says_how_it_changed_since_the_previous_close(client: Client, redis: Redis) -> None:
    priced(redis, quote("T003", 999, previous_close=Decimal(1)), quote("T000", 1000, previous_close=Decimal(1000)))
    page = board(client)
    row = page.partition('data-symbol="T003"')[2].partition("</tr>")[0]
    assert 'data-way="up">+117<' in row
    assert 'data-before="120"' in row
    assert 'data-way="flat">0<' in page.partition('data-symbol="T000"')[2].partition("</tr>")[0]


def test_a_value_that_is_the_provider_s_is_marked_with_its_day_and_one_unknown_has_no_place(client: Client) -> None:
    Ticker.objects.create(symbol="TOLD", name="Told", exchange="NYSE")
    Ticker.objects.create(symbol="UNPRICED", name="Unpriced", exchange="NYSE", shares_outstanding=7)
    told = CompanyFacts("TOLD", "Told", market_capitalization=Decimal(2_000_000))
    facts.keep("simulated", "TOLD", told, clock.now())
    page = board(client)
    assert symbols(page)[0] == "TOLD"
    row = page.partition('data-symbol="TOLD"')[2].partition("</tr>")[0]
    assert re.search(r'data-told="2000000.0">2.00M</span> <small class="told"[^>]*>provider’s, \d+ \w+<', row)
    last = board(client, "?page=3")
    assert (symbols(last)[-1], ranks(last)[-1]) == ("UNPRICED", "–")
    assert "121 of 122 ranked" in last


def test_its_rows_are_asked_for_as_spare_and_never_as_picks(client: Client, redis: Redis) -> None:
    board(client, "?page=3")
    wanted = leases.wanted_now(redis, connection.keys())
    assert wanted.picked == {}
    assert set(wanted.spare) == {f"T{n}" for n in range(100, 120)}
    assert " data-spare" in board(client)


def test_a_page_costs_the_same_however_many_are_ranked(client: Client, redis: Redis) -> None:
    tasks.rank()
    board(client)
    with CaptureQueriesContext(database) as captured:
        board(client)
    assert len(captured) <= 6, [query["sql"][:80] for query in captured]


def test_without_redis_it_is_ranked_by_what_the_database_kept(client: Client, redis_away: None) -> None:
    page = board(client)
    assert "Live updates are away." in page
    assert len(symbols(page)) == 50
    assert set(ranks(page)) == {"–"}


def test_every_page_leads_to_it_and_back(client: Client) -> None:
    page = board(client)
    assert '<a href="/market-cap/" aria-current="page">Market cap</a>' in page
    assert '<a href="/">Watch list</a>' in page
    for path in ("/", "/stocks/T000/", "/status/", "/nowhere/"):
        other = client.get(path).content.decode()
        assert '<a href="/market-cap/">Market cap</a>' in other
        assert "Not investment advice" in other


def test_it_has_no_inline_script_or_style(client: Client) -> None:
    page = board(client)
    assert all('src="' in script for script in re.findall(r"<script ([^>]*)>", page))
    assert " style=" not in page
