"""The watch list and search over HTTP."""

import re
import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from tickers.catalogue import load_starting_catalogue
from tickers.models import Ticker
from tickers.watchlist import symbols_of_session

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(autouse=True)
def _catalogue(request):
    load_starting_catalogue()
    Ticker.objects.create(symbol="OLD", name="Gone Inc", exchange="NYSE", active=False)


def watched(client):
    return symbols_of_session(client.cookies["sessionid"].value)


def token_in(page):
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[0]


def test_a_pick_without_scripts_leads_back_to_the_list(client):
    answer = client.post("/watchlist/add/", {"symbol": "aapl"}, headers=BROWSER)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert watched(client) == ["AAPL"]


@pytest.mark.parametrize("accept", ["*/*", "text/html, application/json;q=0.5", ""])
def test_only_who_asks_for_json_gets_json(client, accept):
    assert client.post("/watchlist/add/", {"symbol": "AAPL"}, headers={"Accept": accept}).status_code == 303


def test_each_change_answers_json_with_the_list(client):
    for path, symbols, after in [
        ("add", ["AAPL", "MSFT", "NVDA"], ["AAPL", "MSFT", "NVDA"]),
        ("add", ["MSFT"], ["AAPL", "MSFT", "NVDA"]),
        ("order", ["NVDA", "AAPL"], ["NVDA", "AAPL", "MSFT"]),
        ("remove", ["aapl"], ["NVDA", "MSFT"]),
        ("remove", ["OLD"], ["NVDA", "MSFT"]),
        ("clear", [], []),
    ]:
        answer = client.post(f"/watchlist/{path}/", {"symbol": symbols}, headers=JSON)
        assert (answer.status_code, answer.json()) == (200, {"symbols": after}), path
        assert watched(client) == after


def test_the_cookie_lasts_400_days_and_is_not_for_scripts(client):
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    cookie = client.cookies["sessionid"]
    assert cookie["max-age"] == 400 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("symbol", ["apple", "OLD", "NOPE", "A&apikey=x", "AAPL٣", "../", "*", "\0", "x" * 10_000])
def test_an_unknown_symbol_is_refused_in_words(client, symbol):
    answer = client.post("/watchlist/add/", {"symbol": ["MSFT", symbol]}, headers=JSON)
    assert answer.status_code == 400
    assert "There is no ticker" in answer.json()["error"]
    assert len(answer.content) < 2_000
    assert not Session.objects.exists()


def test_a_refusal_without_scripts_is_a_page_with_what_may_have_been_meant(client):
    answer = client.post("/watchlist/add/", {"symbol": "apple"}, headers=BROWSER)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "There is no ticker apple to watch." in page
    assert re.search(r'action="/watchlist/add/"', page)
    assert re.search(r'<button[^>]*name="symbol" value="AAPL"', page)
    assert 'href="/"' in page


def test_a_refusal_shows_markup_as_text(client):
    page = client.post("/watchlist/add/", {"symbol": "<img src=x onerror=alert(1)>"}, headers=BROWSER).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("path", ["add", "remove", "order"])
@pytest.mark.parametrize("form", [{}, {"symbol": ""}, {"symbol": "  "}])
def test_naming_nothing_is_refused_in_words(client, path, form):
    answer = client.post(f"/watchlist/{path}/", form, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("Name ")


def test_fifty_is_the_most(client):
    symbols = list(Ticker.objects.filter(active=True).values_list("symbol", flat=True)[:51])
    assert client.post("/watchlist/add/", {"symbol": symbols}, headers=JSON).status_code == 400
    assert client.post("/watchlist/add/", {"symbol": symbols[:50]}, headers=JSON).status_code == 200
    answer = client.post("/watchlist/add/", {"symbol": symbols[50]}, headers=JSON)
    assert answer.status_code == 400
    assert "at most 50" in answer.json()["error"]
    assert client.post("/watchlist/add/", {"symbol": symbols[50]}, headers=BROWSER).status_code == 400
    assert watched(client) == symbols[:50]


@pytest.mark.parametrize("path", ["add", "remove", "clear", "order"])
def test_only_posts_change_a_list(client, path):
    assert client.get(f"/watchlist/{path}/").status_code == 405


def test_a_post_without_the_token_is_refused_in_words_and_changes_nothing():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/watchlist/add/", {"symbol": "AAPL"}, headers=JSON)
    assert answer.status_code == 403
    assert "out of date" in answer.json()["error"]
    answer = client.post("/watchlist/add/", {"symbol": "AAPL"}, headers=BROWSER)
    assert answer.status_code == 403
    assert "out of date" in answer.content.decode()
    assert not Session.objects.exists()


def test_a_post_from_another_origin_is_refused_naming_the_setting(caplog):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/watchlist/add/", {"symbol": "AAPL"}, headers={**JSON, "Origin": "http://elsewhere.example"})
    assert answer.status_code == 403
    assert "http://elsewhere.example" in answer.json()["error"]
    assert "TRUSTED_ORIGINS" in answer.json()["error"]
    assert "TRUSTED_ORIGINS" in caplog.text


def test_the_page_gives_the_token_with_which_a_pick_is_taken():
    client = Client(enforce_csrf_checks=True)
    token = token_in(client.get("/"))
    assert client.post("/watchlist/add/", {"symbol": "AAPL", "csrfmiddlewaretoken": token}).status_code == 303
    assert client.post("/watchlist/add/", {"symbol": "MSFT"}, headers={**JSON, "X-CSRFToken": token}).json() == {
        "symbols": ["AAPL", "MSFT"]
    }


@pytest.mark.django_db(transaction=True)
def test_a_new_visitors_first_two_picks_at_once_both_stay():
    page = Client(enforce_csrf_checks=True)
    token = token_in(page.get("/"))
    begin, cookies = threading.Barrier(2), []

    def pick(symbol):
        client = Client(enforce_csrf_checks=True)
        client.cookies["csrftoken"] = page.cookies["csrftoken"].value
        begin.wait()
        try:
            client.post("/watchlist/add/", {"symbol": symbol, "csrfmiddlewaretoken": token})
            cookies.append(client.cookies["sessionid"].value)
        finally:
            connection.close()

    threads = [threading.Thread(target=pick, args=(symbol,)) for symbol in ("AAPL", "MSFT")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(cookies)) == 1
    assert sorted(symbols_of_session(cookies[0])) == ["AAPL", "MSFT"]


def test_two_visitors_without_a_session_do_not_share_one():
    first, second = Client(), Client()
    for client, symbol in ((first, "AAPL"), (second, "MSFT")):
        client.get("/")
        client.post("/watchlist/add/", {"symbol": symbol})
    assert watched(first) == ["AAPL"]
    assert watched(second) == ["MSFT"]


def test_the_key_of_a_first_session_is_not_in_the_cookie_it_comes_from(client):
    client.get("/")
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    key, page = client.cookies["sessionid"].value, client.cookies["csrftoken"].value
    assert len(key) == 40
    assert page not in key
    assert key not in page


def test_a_session_that_is_gone_begins_anew(client):
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    Session.objects.all().delete()
    assert client.get("/").status_code == 200
    assert client.post("/watchlist/remove/", {"symbol": "AAPL"}, headers=JSON).json() == {"symbols": []}
    assert client.post("/watchlist/add/", {"symbol": "MSFT"}, headers=JSON).json() == {"symbols": ["MSFT"]}
    assert watched(client) == ["MSFT"]


def test_a_forged_cookie_gets_a_session_of_its_own(client):
    client.cookies["sessionid"] = "forged-by-somebody"
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    assert client.cookies["sessionid"].value != "forged-by-somebody"
    assert not Session.objects.filter(session_key="forged-by-somebody").exists()


def test_a_visit_on_another_day_renews_row_and_cookie(client):
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    assert "sessionid" not in client.get("/").cookies
    session = client.session
    session["watchlist"] = {**session["watchlist"], "seen": "2020-01-01"}
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(days=3))
    assert client.get("/").cookies["sessionid"]["max-age"] == 400 * 24 * 3600
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=399)
    assert "sessionid" not in client.get("/").cookies
    assert watched(client) == ["AAPL"]


def test_search_answers_json_best_first(client):
    answer = client.get("/search/", {"q": "apple"})
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["results"][0] == {
        "symbol": "AAPL",
        "name": "Apple",
        "exchange": "NASDAQ",
        "asset_type": "Stock",
    }
    assert len(client.get("/search/", {"q": "a"}).json()["results"]) == 20


@pytest.mark.parametrize("query", ["", "%", "_", "\0", "🚀", "x" * 10_000, "<script>", "no such company"])
def test_a_search_that_finds_nothing_says_so_with_an_empty_list(client, query):
    answer = client.get("/search/", {"q": query})
    assert (answer.status_code, answer.json()) == (200, {"results": []})


def test_search_is_read_only(client):
    assert client.get("/search/").json() == {"results": []}
    assert client.post("/search/", {"q": "a"}).status_code == 405
    assert not Session.objects.exists()
