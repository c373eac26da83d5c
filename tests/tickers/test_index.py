"""Who is meant by a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickers.entries import Entry, words
from tickers.index import Index

INDEX = Index(
    [
        Entry("AAPL", "Apple Inc", fame=0),
        Entry("APLE", "Apple Hospitality REIT Inc"),
        Entry("AAPX", "T-REX 2X LONG APPLE DAILY TARGET ETF", "ETF"),
        Entry("VOO", "VANGUARD 500 INDEX FUND ETF SHARES", "ETF", fame=5, alias="Vanguard S&P 500 ETF"),
        Entry("VOOG", "VANGUARD S&P 500 GROWTH INDEX FUND ETF SHARES", "ETF"),
        Entry("BRK-A", "Berkshire Hathaway Inc - Class A", fame=9),
        Entry("BRK-B", "Berkshire Hathaway Inc - Class B", fame=2),
        Entry("BGRY", "Berkshire Grey Inc - Class A"),
        Entry("BGRYW", "Berkshire Grey Inc - Warrants (21/07/2026)"),
        Entry("KO", "Coca-Cola Company", fame=3),
        Entry("COKE", "Coca-Cola Consolidated Inc"),
        Entry("BAC", "Bank Of America Corp", fame=4),
        Entry("BAC-P-B", "Bank Of America Corp"),
        Entry("BACC", "Blue Acquisition Corp"),
        Entry("JPM", "JPMorgan Chase & Company", fame=6),
        Entry("T", "AT&T Inc", fame=7),
        Entry("TBB", "AT&T Inc"),
        Entry("HBAN", "Huntington Bancshares Inc"),
        Entry("HBANL", "Huntington Bancshares Inc"),
        Entry("MCD", "McDonald's Corporation", fame=8),
        Entry("EL", "Estee Lauder", fame=10),
        Entry("GLT"),
        Entry("COF", "Coffee Holding Co"),
    ]
)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("apple", ["AAPL", "APLE", "AAPX"]),
        ("aapl", ["AAPL"]),
        ("brk.b", ["BRK-B"]),
        ("brk b", ["BRK-B"]),
        ("BRK/B", ["BRK-B"]),
        ("brk", ["BRK-B", "BRK-A"]),
        ("berkshire", ["BRK-B", "BRK-A", "BGRY", "BGRYW"]),
        ("grey berk", ["BGRY"]),
        ("vanguard s&p", ["VOO", "VOOG"]),
        ("coca cola", ["KO", "COKE"]),
        ("cocacola", ["KO", "COKE"]),
        ("jp morgan", ["JPM"]),
        ("at&t", ["T"]),
        ("mcdonalds", ["MCD"]),
        ("Estée", ["EL"]),
        ("bac", ["BAC", "BACC", "BAC-P-B"]),
        ("bac-p", ["BAC-P-B"]),
        ("bank of america", ["BAC", "BAC-P-B"]),
        ("huntington", ["HBAN", "HBANL"]),
        ("glt", ["GLT"]),
        ("co", ["COF", "COKE", "KO"]),
    ],
)
def test_the_likeliest_comes_first(query, first):
    assert INDEX.search(query)[: len(first)] == first


@pytest.mark.parametrize("query", ["", " ", "%", "_", "\0", "🚀", "--", "apple zebra", "' OR 1=1 --", "*"])
def test_what_means_nothing_finds_nothing(query):
    assert INDEX.search(query) == []


def test_a_query_without_end_is_cut():
    assert INDEX.search("apple " * 2_000) == INDEX.search("apple")
    assert INDEX.search("a" * 10_000) == []


def test_the_answer_is_as_long_as_asked_at_most():
    assert len(INDEX.search("a", 3)) == 3
    assert INDEX.search("a", 0) == []


def test_symbols_that_begin_so_leave_room_for_names():
    index = Index([Entry("AAPL", "Apple Inc", fame=0), *(Entry(f"AP{n}", f"Other {n}") for n in range(50))])
    found = index.search("ap")
    assert len(found) == 20
    assert found[19] == "AAPL"


def test_many_names_take_no_more_than_their_part():
    names = (Entry(f"N{n}", f"Apple tree {n}") for n in range(50))
    index = Index([*names, *(Entry(f"AP{n}", f"Other {n}") for n in range(50))])
    assert [symbol[0] for symbol in index.search("ap")] == ["A"] * 12 + ["N"] * 8


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("BAC-P-B", "Bank Of America Corp"),
        ("ACHR-WS", ""),
        ("AAC-U", "Ares Acquisition Corporation"),
        ("KIO-R-W", ""),
        ("COLAU", "Columbus Acquisition Corp - Units (1 Ord Cls A & 1 Rts)"),
        ("TMUSL", "TMobile US Inc 6.250 Senior Notes due 2069"),
        ("F-P-C", "Ford Motor Company 6% Note"),
        ("DSX-P-B", "Diana Shipping Inc Perpetual Preferred Shares Series B"),
    ],
)
def test_what_hangs_on_a_stock_is_known_by_its_symbol_or_name(symbol, name):
    assert Entry(symbol, name).is_derived()


@pytest.mark.parametrize(
    ("symbol", "name", "asset_type"),
    [
        ("BRK-B", "Berkshire Hathaway Inc - Class B", "Stock"),
        ("GOOGL", "Alphabet Inc - Class A", "Stock"),
        ("UNIT", "Uniti Group Inc", "Stock"),
        ("PFF", "iShares Preferred Stock and Income Securities ETF", "ETF"),
    ],
)
def test_a_class_of_stock_and_a_fund_stand_for_themselves(symbol, name, asset_type):
    assert not Entry(symbol, name, asset_type).is_derived()


def test_a_fifth_letter_counts_only_where_the_first_four_are_listed():
    assert Entry("BGRYW", "Berkshire Grey").is_derived(listed={"BGRY"})
    assert not Entry("BGRYW", "Berkshire Grey").is_derived()


@given(st.text(max_size=100), st.integers(0, 30))
def test_whatever_is_typed_finds_known_symbols_each_once(query, limit):
    found = INDEX.search(query, limit)
    assert len(found) == len(set(found)) <= limit


@given(st.text())
def test_words_are_plain_and_small(text):
    assert all(word and word.isalnum() for word in words(text))
