"""A visitor's lists as pages, and any list as an address."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.test import Client
from redis import Redis

from live import columns
from live.polling import connection
from tests.live.test_views import keep, leased, pick, quote
from tickers.models import Ticker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    Ticker.objects.bulk_create(
        [
            Ticker(symbol="AAPL", name="Apple", exchange="NASDAQ"),
            Ticker(symbol="MSFT", name='=HYPERLINK("http://x")', exchange="NASDAQ"),
            Ticker(symbol="NVDA", name="<b>NVIDIA</b>", exchange="NASDAQ"),
            Ticker(symbol="TSCO.LON", name="Tesco", exchange="LSE", currency="GBX"),
        ]
    )


def shown(page: str) -> list[str]:
    return re.findall(r'data-symbol="([^"]+)" data-place', page)


def body(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def test_tabs_appear_with_the_second_list(client: Client) -> None:
    pick(client, "AAPL")
    assert 'class="tab"' not in body(client)
    client.post("/watchlist/lists/", {"name": "<i>Tech</i>", "symbol": ["MSFT"]})
    page = body(client, "/?list=2")
    assert page.count('class="tab"') == 2
    assert '<a class="tab" href="/?list=2" aria-current="page">&lt;i&gt;Tech&lt;/i&gt;</a>' in page
    assert shown(page) == ["MSFT"]
    assert shown(body(client)) == ["AAPL"]
    assert "Move to &lt;i&gt;Tech&lt;/i&gt;" in body(client)


@pytest.mark.parametrize("number", ["9", "x", "-1", "٣", "9" * 30])
def test_an_address_of_no_list_leads_to_the_first(client: Client, number: str) -> None:
    pick(client, "AAPL")
    answer = client.get("/", {"list": number}, follow=True)
    assert shown(answer.content.decode()) == ["AAPL"]


def test_a_list_that_is_looked_at_is_the_one_that_is_leased(client: Client, redis: Redis) -> None:
    pick(client, "AAPL")
    client.post("/watchlist/lists/", {"symbol": ["MSFT"]})
    client.get("/?list=2")
    assert leased(redis) == {b"MSFT"}


def test_the_chosen_columns_are_kept_and_no_others_are_sent(client: Client) -> None:
    pick(client, "AAPL")
    client.post("/watchlist/view/", {"choosing": "1", "column": ["price", "open", "nonsense"]})
    page = body(client)
    assert 'data-columns="price open "' in page
    assert 'data-field="open"' in page
    assert 'data-field="volume"' not in page
    assert 'class="name"' not in page
    client.post("/watchlist/view/", {"choosing": "1", "column": [column.key for column in columns.chosen(None)]})
    assert "data-chosen" not in body(client)


def test_every_column_can_be_shown_at_once(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    pick(client, "AAPL", "TSCO.LON")
    client.post("/watchlist/view/", {"choosing": "1", "column": [column.key for column in columns.COLUMNS]})
    page = body(client)
    for column in columns.COLUMNS:
        assert f'value="{column.key}" checked' in page
    assert page.count("</td>") >= 2 * (len(columns.COLUMNS) - 1)


def test_a_heading_sorts_and_its_third_press_gives_the_own_order_back(client: Client, redis: Redis) -> None:
    prices = {"AAPL": 300, "MSFT": 400, "NVDA": 200}
    keep(redis, *(quote(symbol, price=Decimal(price)) for symbol, price in prices.items()))
    pick(client, "AAPL", "MSFT", "NVDA")
    orders = []
    for _ in range(3):
        press = re.search(r'name="sort" value="([^"]*)" data-sorts="price"', body(client))
        assert press
        assert client.post("/watchlist/view/", {"sort": press[1], "at": "/"}).status_code == 303
        orders.append(shown(body(client)))
    assert orders == [["MSFT", "AAPL", "NVDA"], ["NVDA", "AAPL", "MSFT"], ["AAPL", "MSFT", "NVDA"]]
    assert 'data-sort=""' in body(client)


def test_a_sorted_table_says_so_and_offers_no_moving(client: Client) -> None:
    pick(client, "MSFT", "AAPL")
    assert "Move down" in body(client)
    client.post("/watchlist/view/", {"by": "symbol", "falling": "1"})
    page = body(client)
    assert 'aria-sort="descending"' in page
    assert shown(page) == ["MSFT", "AAPL"]
    assert "Move down" not in page
    client.post("/watchlist/order/", {"symbol": ["AAPL", "MSFT"]})
    assert 'data-sort=""' in body(client)


@pytest.mark.parametrize("form", [{}, {"sort": "<b>"}, {"density": "x" * 5000}, {"by": "nonsense", "falling": "1"}])
def test_what_makes_no_sense_is_not_kept(client: Client, form: dict[str, str]) -> None:
    pick(client, "AAPL")
    client.post("/watchlist/view/", form)
    assert "view" not in client.session["watchlist"]


def test_density_is_kept(client: Client) -> None:
    pick(client, "AAPL")
    client.post("/watchlist/view/", {"density": "compact"})
    assert 'data-density="compact"' in body(client)
    client.post("/watchlist/view/", {"density": "comfortable"})
    assert 'data-density="comfortable"' in body(client)


def test_the_address_is_the_list_read_only_and_spends_nothing(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    page = body(client, "/l/AAPL,NVDA,NOPE/")
    assert shown(page) == ["AAPL", "NVDA"]
    assert ">1,234.50<" in page
    assert "Not found: NOPE" in page
    assert "<b>NVIDIA" not in page
    assert 'class="button-quiet row-menu"' not in page
    assert leased(redis) == set()
    assert "sessionid" not in client.cookies


def test_a_shared_list_is_copied_as_a_new_one_and_overwrites_nothing(client: Client) -> None:
    pick(client, "AAPL")
    page = body(client, "/l/MSFT,AAPL/")
    form = page.split('action="/watchlist/lists/"')[1].split("</form>")[0]
    symbols = re.findall(r'name="symbol" value="([^"]+)"', form)
    assert client.post("/watchlist/lists/", {"symbol": symbols})["Location"] == "/?list=2"
    assert shown(body(client, "/?list=2")) == ["MSFT", "AAPL"]
    assert shown(body(client)) == ["AAPL"]


def test_an_address_is_put_right(client: Client) -> None:
    assert client.get("/l/aapl, msft,AAPL/")["Location"] == "/l/AAPL,MSFT/"


def test_an_address_that_names_nothing_known_says_so(client: Client) -> None:
    assert client.get("/l/NOPE/").status_code == 404
    for path in ("/l/,/", f"/l/{','.join(f'S{n}' for n in range(51))}/", "/l/,.csv"):
        answer = client.get(path)
        assert answer.status_code == 400
        assert "1 to 50 symbols" in answer.content.decode()


def test_a_list_as_json_is_what_the_interface_answers_and_is_leased(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    answer = client.get("/l/AAPL,TSCO.LON,ZZZ.json").json()
    assert answer == client.get("/api/quotes/?symbols=AAPL,TSCO.LON,ZZZ").json()
    assert answer["unknown"] == ["ZZZ"]
    assert leased(redis) == {b"AAPL", b"TSCO.LON"}


def test_a_list_as_csv_keeps_numbers_and_runs_nothing(client: Client, redis: Redis) -> None:
    keep(redis, quote("MSFT", open=Decimal(1000000), currency="USD"))
    answer = client.get("/l/MSFT,TSCO.LON,NOPE.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="watchlist.csv"'
    known, waiting = csv.DictReader(io.StringIO(answer.content.decode()))
    assert known["Name"] == '\'=HYPERLINK("http://x")'
    assert (known["Price"], known["Change"], known["Open"], known["Low"]) == ("1234.5", "-1.5", "1000000", "")
    assert (waiting["Symbol"], waiting["Currency"], waiting["State"]) == ("TSCO.LON", "GBX", "waiting")
    assert redis.smembers(connection.keys().leases) == set()


def test_pages_of_lists_have_no_inline_script_or_style(client: Client) -> None:
    pick(client, "AAPL", "MSFT")
    client.post("/watchlist/lists/", {"name": "Tech"})
    for path in ("/", "/?list=2", "/l/AAPL,MSFT/"):
        page = body(client, path)
        assert page.count("<script") == page.count('<script type="module" src=')
        assert " style=" not in page
        assert " on" not in {found[:3] for found in re.findall(r" on\w+=", page)}
