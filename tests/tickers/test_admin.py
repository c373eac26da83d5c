"""The catalogue in the admin."""

import celery
import pytest
from celery import Celery
from django.core.files.uploadedfile import SimpleUploadedFile

from tickers.catalogue import load_starting_catalogue
from tickers.models import ReadyList, Ticker

pytestmark = pytest.mark.django_db
TICKERS = "/admin/tickers/ticker/"
HEAD = "symbol,name,exchange,asset_type,ipo_date,delisting_date,active,currency,shares_outstanding,shares_as_of"
IMPORT_LISTING = {"action": "import_listing", "_selected_action": "0"}


def form(**values):
    return {
        "symbol": "TSCO.LON",
        "name": "Tesco plc",
        "exchange": "LSE",
        "asset_type": "Stock",
        "currency": "GBX",
        "active": "on",
        **values,
    }


def upload(client, text):
    """Both steps of an import; the page of the first."""
    page = client.post(f"{TICKERS}import/", {"format": "0", "import_file": SimpleUploadedFile("t.csv", text.encode())})
    confirm = page.context.get("confirm_form")
    if confirm is not None:
        client.post(f"{TICKERS}process_import/", confirm.initial)
    return page


@pytest.fixture
def _no_broker():
    """A Celery application whose broker is away, for as long as the test runs."""
    usual = celery.current_app._get_current_object()
    away = Celery("away", broker="redis+socket:///nowhere/redis.sock", set_as_current=True)
    away.conf.broker_transport_options = {"socket_connect_timeout": 1}
    yield
    usual.set_current()
    usual.set_default()
    away.close()


def test_a_foreign_ticker_can_be_added_with_its_currency(admin_client):
    assert admin_client.post(f"{TICKERS}add/", form(symbol=" tsco.lon ")).status_code == 302
    ticker = Ticker.objects.get()
    assert (ticker.symbol, ticker.currency, ticker.exchange) == ("TSCO.LON", "GBX", "LSE")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"symbol": "A B"}, "1 to 20 capital letters"),
        ({"symbol": ".."}, "1 to 20 capital letters"),
        ({"symbol": "A" * 21}, "at most 20 characters"),
        ({"currency": "pounds"}, "at most 3 characters"),
        ({"currency": "gb"}, "Three capital letters"),
        ({"shares_outstanding": "-5"}, "greater than or equal to 1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(admin_client, values, words):
    answer = admin_client.post(f"{TICKERS}add/", form(**values))
    assert words in answer.content.decode()
    assert not Ticker.objects.exists()


def test_the_same_symbol_in_small_letters_is_not_added_twice(admin_client):
    admin_client.post(f"{TICKERS}add/", form())
    assert "already exists" in admin_client.post(f"{TICKERS}add/", form(symbol="tsco.lon")).content.decode()


def test_tickers_are_found_by_symbol_and_name_and_filtered(admin_client):
    Ticker.objects.create(symbol="AAPL", name="Apple Inc", exchange="NASDAQ")
    Ticker.objects.create(symbol="KO", name="Coca-Cola", exchange="NYSE", active=False)
    for query, shown in [("q=aap", "AAPL"), ("q=coca", "KO"), ("active__exact=0", "KO"), ("exchange=NASDAQ", "AAPL")]:
        found = admin_client.get(f"{TICKERS}?{query}").context["cl"].result_list
        assert [ticker.symbol for ticker in found] == [shown], query


def test_a_change_in_the_admin_is_found_by_search(admin_client, client):
    admin_client.post(f"{TICKERS}add/", form())
    assert client.get("/search/?q=tesco").json()["results"][0]["symbol"] == "TSCO.LON"


def test_the_export_is_csv_in_which_no_cell_is_a_formula(admin_client):
    Ticker.objects.create(symbol="EVIL", name='=HYPERLINK("http://x")', exchange="NYSE", shares_outstanding=5)
    fields = {f"tickerresource_{name}": "on" for name in HEAD.split(",")}
    answer = admin_client.post(f"{TICKERS}export/", {"format": "0", "resource": "0", **fields})
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/csv"
    head, line = text.strip().split("\r\n")
    assert sorted(head.split(",")) == sorted(HEAD.split(","))
    assert '"\'=HYPERLINK(""http://x"")"' in line


def test_what_was_exported_can_be_imported(admin_client):
    upload(admin_client, f"{HEAD}\naapl,'=Apple,NASDAQ,Stock,1980-12-12,,1,USD,14700000000,2025-12-31\n")
    apple = Ticker.objects.get()
    assert (apple.symbol, apple.name, apple.shares_outstanding) == ("AAPL", "=Apple", 14_700_000_000)
    upload(admin_client, f"{HEAD}\nAAPL,Apple Inc,NASDAQ,Stock,1980-12-12,,1,USD,14700000000,2025-12-31\n")
    assert Ticker.objects.get().name == "Apple Inc"


def test_an_import_with_a_broken_line_changes_nothing_and_says_which(admin_client):
    page = upload(admin_client, f"{HEAD}\nAAPL,Apple,NASDAQ,Stock,,,1,USD,,\nA B,No symbol,NYSE,Stock,,,1,USD,,\n")
    assert "1 to 20 capital letters" in page.content.decode()
    assert not Ticker.objects.exists()


def test_the_listing_is_asked_for_by_the_tasks_name(admin_client, redis):
    answer = admin_client.post(TICKERS, IMPORT_LISTING, follow=True)
    assert "The listing was asked for" in answer.content.decode()
    app = celery.current_app
    with app.connection_for_read() as broker:
        message = app.amqp.queues["slow"].bind(broker.default_channel).get()
        assert message.headers["task"] == "live.sync_listing"
        message.ack()


@pytest.mark.usefixtures("_no_broker")
def test_a_broker_that_is_away_is_told_in_words(admin_client):
    answer = admin_client.post(TICKERS, IMPORT_LISTING, follow=True)
    assert answer.status_code == 200
    assert "The listing was not asked for" in answer.content.decode()


def test_the_button_stands_above_the_list_also_when_it_is_empty(admin_client):
    page = admin_client.get(TICKERS).content.decode()
    assert 'name="action" value="import_listing"' in page
    assert "Import listing" in page


def test_a_visitor_may_not_ask_for_the_listing(client):
    assert "/login/" in client.post(TICKERS, IMPORT_LISTING)["Location"]


def test_a_list_to_begin_with_names_only_what_can_be_watched(admin_client):
    load_starting_catalogue()
    add = "/admin/tickers/readylist/add/"
    answer = admin_client.post(add, {"name": "Mine", "symbols": "aapl, NOPE", "place": 0})
    assert "The catalogue has no NOPE." in answer.content.decode()
    answer = admin_client.post(add, {"name": "Mine", "symbols": "A AA AAL AAPL ABBV ABT ACN ADBE ADI", "place": 0})
    assert "Name 1 to 8 symbols." in answer.content.decode()
    assert admin_client.post(add, {"name": "Mine", "symbols": "aapl, msft", "place": 0}).status_code == 302
    assert ReadyList.objects.get(name="Mine").named == ["AAPL", "MSFT"]
