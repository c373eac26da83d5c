"""The lists themselves over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tickers.catalogue import load_starting_catalogue
from tickers.models import ReadyList
from tickers.picks import Picks

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _catalogue():
    load_starting_catalogue()


def picks(client):
    return Picks.read(client.session["watchlist"])


def lists(client):
    return [(each.id, each.name, " ".join(each.symbols)) for each in picks(client).lists]


@pytest.fixture
def two(client):
    """A visitor with two lists."""
    client.post("/watchlist/add/", {"symbol": ["AAPL", "MSFT", "NVDA"]})
    client.post("/watchlist/lists/", {"name": "Old ones", "symbol": ["IBM"]})
    return client


def test_a_new_list_is_shown_and_the_others_stay(client: Client) -> None:
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    answer = client.post("/watchlist/lists/", {"name": "Tech", "symbol": ["MSFT", "NOPE"]})
    assert (answer.status_code, answer["Location"]) == (303, "/?list=2")
    assert lists(client) == [(1, "Watch list", "AAPL"), (2, "Tech", "MSFT")]
    answer = client.post("/watchlist/lists/", {}, headers=JSON)
    assert answer.json() == {"symbols": [], "page": "/?list=3"}


def test_a_copy_is_the_first_list_of_somebody_who_has_none_and_overwrites_nothing_of_others(client: Client) -> None:
    answer = client.post("/watchlist/lists/", {"symbol": ["MSFT", "AAPL"]})
    assert answer["Location"] == "/"
    assert lists(client) == [(1, "Watch list", "MSFT AAPL")]
    client.post("/watchlist/lists/", {"symbol": ["MSFT", "AAPL"]})
    assert lists(client)[-1] == (2, "List 2", "MSFT AAPL")


def test_a_change_is_made_on_the_list_that_the_form_names(two: Client) -> None:
    answer = two.post("/watchlist/add/", {"symbol": "KO", "list": "2"})
    assert answer["Location"] == "/?list=2"
    two.post("/watchlist/remove/", {"symbol": "IBM", "list": "2"})
    assert lists(two) == [(1, "Watch list", "AAPL MSFT NVDA"), (2, "Old ones", "KO")]


@pytest.mark.parametrize("number", ["9", "x", "-1", "٣", "9" * 30])
def test_a_list_that_there_is_not_is_refused_in_words(two: Client, number: str) -> None:
    before = lists(two)
    for path in ("add", "remove", "order", "up", "clear", "import"):
        answer = two.post(f"/watchlist/{path}/", {"symbol": "AAPL", "text": "KO", "list": number}, headers=JSON)
        assert answer.status_code == 400, path
        assert "list" in answer.json()["error"]
    assert lists(two) == before


def test_a_list_is_renamed_and_deleted_and_comes_back(two: Client) -> None:
    assert two.post("/watchlist/lists/2/rename/", {"name": "Blue <b>chips</b>"})["Location"] == "/"
    assert two.post("/watchlist/lists/2/delete/").status_code == 303
    assert lists(two) == [(1, "Watch list", "AAPL MSFT NVDA")]
    page = two.get("/").content.decode()
    assert "Blue &lt;b&gt;chips&lt;/b&gt; deleted" in page
    answer = two.post("/watchlist/undo/")
    assert answer["Location"] == "/?list=2"
    assert lists(two)[1] == (2, "Blue <b>chips</b>", "IBM")
    assert two.post("/watchlist/undo/", headers=JSON).status_code == 400


def test_the_last_list_cannot_be_deleted(client: Client) -> None:
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    answer = client.post("/watchlist/lists/1/delete/", headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (400, "The last list cannot be deleted.")


def test_a_ticker_moves_up_down_and_to_another_list(two: Client) -> None:
    two.post("/watchlist/up/", {"symbol": "NVDA"})
    two.post("/watchlist/down/", {"symbol": "AAPL"})
    assert lists(two)[0][2] == "NVDA AAPL MSFT"
    two.post("/watchlist/lists/2/take/", {"symbol": "AAPL", "list": "1"})
    assert lists(two) == [(1, "Watch list", "NVDA MSFT"), (2, "Old ones", "IBM AAPL")]
    two.post("/watchlist/undo/")
    assert lists(two) == [(1, "Watch list", "NVDA AAPL MSFT"), (2, "Old ones", "IBM")]


def test_what_was_removed_is_told_and_comes_back_with_a_form(client: Client) -> None:
    client.post("/watchlist/add/", {"symbol": ["AAPL", "MSFT"]})
    client.post("/watchlist/remove/", {"symbol": "AAPL"})
    page = client.get("/").content.decode()
    assert "AAPL removed" in page
    assert 'action="/watchlist/undo/"' in page
    client.post("/watchlist/undo/")
    assert lists(client) == [(1, "Watch list", "AAPL MSFT")]
    assert "AAPL removed" not in client.get("/").content.decode()


def test_a_form_leads_back_to_the_page_that_it_stands_on(two: Client) -> None:
    assert two.post("/watchlist/add/", {"symbol": "KO", "at": "/stocks/KO/"})["Location"] == "/stocks/KO/"
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"):
        assert two.post("/watchlist/add/", {"symbol": "KO", "at": elsewhere})["Location"] == "/"
    broken = {"symbol": "KO", "at": "/stocks/KO/\r\nX-More: é"}
    assert two.post("/watchlist/add/", broken)["Location"] == "/stocks/KO/%0D%0AX-More:%20%C3%A9"


def test_pasted_symbols_are_imported_and_what_was_not_found_is_named(client: Client) -> None:
    answer = client.post("/watchlist/import/", {"text": "NASDAQ:AAPL,###Old,NYSE:IBM,NYSE:BRK.B,NASDAQ:<b>"})
    assert answer.status_code == 303
    assert lists(client) == [(1, "Watch list", "AAPL IBM BRK-B")]
    assert "3 added. Not found: NASDAQ:&lt;b&gt;" in client.get("/").content.decode()
    client.post("/watchlist/import/", {"text": "AAPL\nMSFT"})
    assert "1 added, 1 already there" in client.get("/").content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_imported_in_the_encodings_that_spreadsheets_write(client: Client, encoding: str) -> None:
    file = SimpleUploadedFile("quotes.csv", "Symbol,Current Price\r\nAAPL,227.5\r\nKO,70\r\n".encode(encoding))
    assert client.post("/watchlist/import/", {"file": file}, headers=JSON).json() == {"symbols": ["AAPL", "KO"]}


def test_what_fits_of_a_long_import_is_taken_and_the_rest_told(client: Client) -> None:
    symbols = [each for ready in ReadyList.objects.all() for each in ready.named]
    client.post("/watchlist/add/", {"symbol": symbols})
    text = "\n".join(["AAL", "AAPL", *(f"NOPE{n}" for n in range(12))])
    client.post("/watchlist/import/", {"text": text})
    page = client.get("/").content.decode()
    assert "1 added, 1 already there. Not found: NOPE0, " in page
    assert "and 2 more" in page


def test_an_import_that_is_no_list_of_symbols_is_refused_in_words(client: Client) -> None:
    assert "no symbol" in client.post("/watchlist/import/", {"text": " \n "}, headers=JSON).json()["error"]
    for form in ({"text": "A " * 60_000}, {"file": SimpleUploadedFile("x.bin", b"A" * 200_000)}):
        answer = client.post("/watchlist/import/", form, headers=JSON)
        assert (answer.status_code, answer.json()["error"]) == (413, "That is too long to be a list of symbols.")
    assert client.post("/watchlist/import/", {"file": SimpleUploadedFile("x.bin", bytes(range(256)))}).status_code < 500


@pytest.mark.parametrize(
    "path", ["undo/", "import/", "up/", "lists/", "lists/1/rename/", "lists/1/delete/", "lists/1/take/"]
)
def test_only_posts_change_lists(client: Client, path: str) -> None:
    assert client.get(f"/watchlist/{path}").status_code == 405


def test_there_is_a_most_of_lists_in_words(client: Client) -> None:
    for _ in range(11):
        client.post("/watchlist/lists/", {})
    assert "at most 12 lists" in client.post("/watchlist/lists/", {}, headers=JSON).json()["error"]
