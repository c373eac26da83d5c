"""Lists without controls, on a wall and in a frame, and how every page looks as its visitor chose."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from redis import Redis

from live import release
from tests.live.test_views import keep, leased, pick, quote
from tickers.models import Ticker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tickers(redis: Redis) -> None:
    Ticker.objects.bulk_create(
        [
            Ticker(symbol="AAPL", name="<b>Apple</b>", exchange="NASDAQ"),
            Ticker(symbol="MSFT", name="Microsoft", exchange="NASDAQ"),
            Ticker(symbol="TSCO.LON", name="Tesco", exchange="LSE", currency="GBX"),
        ]
    )


def shown(page: str) -> list[str]:
    return re.findall(r'class="tile" data-symbol="([^"]+)"', page)


def renewal(page: str) -> str:
    found = re.search(r'data-renewal="([^"]+)"', page)
    assert found
    return found[1]


def body(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_wall_shows_ones_own_list_and_leases_it(client: Client, redis: Redis) -> None:
    keep(redis, quote())
    pick(client, "MSFT", "AAPL")
    page = body(client, "/wall/")
    assert shown(page) == ["MSFT", "AAPL"]
    assert "&lt;b&gt;Apple&lt;/b&gt;" in page
    assert leased(redis) == {b"AAPL", b"MSFT"}
    assert "<form" not in page
    assert "<button" not in page


def test_a_wall_shows_another_list_by_its_number(client: Client) -> None:
    pick(client, "AAPL")
    client.post("/watchlist/lists/", {"name": "London", "symbol": ["TSCO.LON"]})
    assert shown(body(client, "/wall/?list=2")) == ["TSCO.LON"]
    assert client.get("/wall/?list=9").headers["Location"] == "/wall/"
    assert 'href="/wall/?list=2"' in body(client, "/?list=2")
    assert 'href="/wall/"' in body(client, "/")


def test_pence_are_pounds_on_a_wall_too(client: Client, redis: Redis) -> None:
    keep(redis, quote("TSCO.LON", price=Decimal(412)))
    page = body(client, "/l/TSCO.LON/?wall")
    assert ">4.12<" in page
    assert "GBP" in page


def test_an_empty_wall_says_where_to_add_tickers(client: Client) -> None:
    page = body(client, "/wall/")
    assert "Nothing on this list yet" in page
    assert 'href="/"' in page


@pytest.mark.parametrize("kind", ["wall", "embed"])
def test_a_screen_needs_no_session_and_asks_for_nothing_by_itself(client: Client, redis: Redis, kind: str) -> None:
    answer = client.get(f"/l/AAPL,MSFT/?{kind}")
    assert shown(answer.content.decode()) == ["AAPL", "MSFT"]
    assert not answer.cookies
    assert leased(redis) == set()


@pytest.mark.parametrize("kind", ["wall", "embed"])
def test_another_spelling_of_the_address_leads_to_the_same_kind_of_page(client: Client, kind: str) -> None:
    assert client.get(f"/l/aapl,msft/?{kind}").headers["Location"] == f"/l/AAPL,MSFT/?{kind}"
    assert client.get("/l/aapl/").headers["Location"] == "/l/AAPL/"


def test_no_page_may_be_framed_until_the_operator_names_who_may(client: Client) -> None:
    for path in ("/", "/wall/", "/l/AAPL/", "/l/AAPL/?wall", "/l/AAPL/?embed"):
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"].split("; ")


def test_named_origins_may_frame_an_embedded_list_and_nothing_else(client: Client, settings) -> None:
    settings.EMBED_ORIGINS = ["https://news.example", "https://*.example.org"]
    framed = client.get("/l/AAPL/?embed")
    assert "X-Frame-Options" not in framed.headers
    policy = framed.headers["Content-Security-Policy"].split("; ")
    assert {"frame-ancestors https://news.example https://*.example.org", "script-src 'self'"} <= set(policy)
    for path in ("/", "/wall/", "/l/AAPL/", "/l/AAPL/?wall", "/stocks/AAPL/", "/l/NOPE/?embed"):
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"].split("; ")


def test_a_screen_is_renewed_when_its_list_or_the_code_is_another(client: Client) -> None:
    pick(client, "AAPL")
    before = renewal(body(client, "/wall/"))
    assert renewal(body(client, "/wall/")) == before
    pick(client, "MSFT")
    assert renewal(body(client, "/wall/")) != before
    assert before.startswith(release.release())


def test_a_release_is_another_when_a_file_is(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "static").mkdir()
    file = tmp_path / "static" / "page.css"
    told = set()
    for text in ("a", "b"):
        file.write_text(text)
        told.add(release.release.__wrapped__())
    assert len(told) == 2


PAGES = ("/", "/l/AAPL/", "/l/AAPL/?wall", "/l/AAPL/?embed", "/stocks/AAPL/", "/market-cap/", "/status/", "/no-such/")


def test_the_chosen_colours_are_there_with_the_first_paint_of_every_page(client: Client) -> None:
    pick(client, "AAPL")
    for path in PAGES:
        assert "data-colours" not in body(client, path)
    answer = client.post("/watchlist/view/", {"colours": "east", "at": "/"})
    assert answer.status_code == 303
    for path in PAGES:
        assert '<html lang="en" data-colours="east">' in body(client, path)
    assert 'name="colours" value="east" checked' in body(client, "/")
    client.post("/watchlist/view/", {"colours": ""})
    assert "data-colours" not in body(client, "/")


def test_single_keys_and_spoken_summaries_can_be_switched_off(client: Client) -> None:
    pick(client, "AAPL")
    client.post("/watchlist/view/", {"reading": "1"})
    assert '<html lang="en" data-keys="off" data-spoken="off">' in body(client, "/stocks/AAPL/")
    client.post("/watchlist/view/", {"density": "compact"})
    assert 'data-keys="off"' in body(client, "/")
    client.post("/watchlist/view/", {"reading": "1", "keys": "1", "spoken": "1"})
    assert '<html lang="en">' in body(client, "/")


def test_density_is_that_of_the_board_too(client: Client) -> None:
    Ticker.objects.filter(symbol="AAPL").update(shares_outstanding=15_000_000_000)
    pick(client, "AAPL")
    client.post("/watchlist/view/", {"density": "compact"})
    assert 'data-density="compact"' in body(client, "/market-cap/")
