"""Search over the catalogue in the database."""

import threading

import pytest
from django.db import connection

from tickers.catalogue import load_starting_catalogue, upsert
from tickers.listing import Row, parse
from tickers.models import Ticker
from tickers.search import search

pytestmark = pytest.mark.django_db


def symbols(query, limit=20):
    return [ticker.symbol for ticker in search(query, limit)]


def test_a_change_of_the_catalogue_is_found_at_once():
    assert symbols("tesco") == []
    ticker = Ticker.objects.create(symbol="TSCO.LON", name="Tesco plc", exchange="LSE", currency="GBX")
    assert symbols("tesco") == ["TSCO.LON"]
    ticker.name = "Sainsbury"
    ticker.save()
    assert symbols("tesco") == []
    assert symbols("sainsbury") == ["TSCO.LON"]
    ticker.delete()
    assert symbols("sainsbury") == []


def test_inactive_tickers_are_not_found_even_before_the_index_knows():
    upsert([Row("AAPL", "Apple Inc", "NASDAQ", "Stock")])
    assert symbols("apple") == ["AAPL"]
    Ticker.objects.update(active=False)  # no signal, no new edition
    assert symbols("apple") == []


def test_an_unchanged_catalogue_costs_two_small_reads(django_assert_num_queries):
    upsert([Row("AAPL", "Apple Inc", "NASDAQ", "Stock")])
    symbols("apple")
    with django_assert_num_queries(2):
        assert symbols("appl") == ["AAPL"]


@pytest.mark.parametrize("query", ["%", "_", "x" * 10_000, "\0", "AAPL\0", "🚀", "'; DROP TABLE tickers_ticker; --"])
def test_hostile_queries_are_harmless(query):
    upsert([Row("AAPL", "Apple Inc", "NASDAQ", "Stock")])
    assert symbols(query) in ([], ["AAPL"])
    assert symbols("apple") == ["AAPL"]


@pytest.mark.django_db(transaction=True)
def test_threads_that_search_while_the_catalogue_changes_find_what_is_there():
    upsert([Row("AAPL", "Apple Inc", "NASDAQ", "Stock")])
    found: list[list[str]] = []
    begin = threading.Barrier(5)

    def ask():
        begin.wait()
        try:
            found.extend(symbols("apple") for _ in range(20))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    begin.wait()
    for n in range(10):
        Ticker.objects.create(symbol=f"N{n}", name=f"New {n}", exchange="NYSE")
    for thread in threads:
        thread.join()
    assert found == [["AAPL"]] * 80
    assert symbols("new 9") == ["N9"]


def test_in_the_whole_listing_the_known_come_first(recorded):
    load_starting_catalogue()
    with (recorded / "LISTING_STATUS" / "active_20260517.csv").open(encoding="utf-8", newline="") as lines:
        upsert(parse(lines))
    for query, first in {
        "apple": "AAPL",
        "brk.b": "BRK-B",
        "brk b": "BRK-B",
        "berkshire": "BRK-B",
        "micro": "MSFT",
        "coca cola": "KO",
        "vanguard s&p": "VOO",
        "s&p 500": "SPY",
        "google": "GOOGL",
        "jp morgan": "JPM",
        "at&t": "T",
        "F": "F",
        "ford": "F",
        "nvda": "NVDA",
        "bank of america": "BAC",
        "gold etf": "GLD",
        "toyota": "TM",
    }.items():
        assert symbols(query)[0] == first, query
    assert "AAPL" in symbols("ap")
    assert len(search("e")) == 20
