"""Which columns, in which order, how dense."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from live import columns
from live.arrangement import COMFORTABLE, COMPACT, Arrangement
from live.quotes import Basis, Quote
from live.rows import Row
from tests.environment import ROOT

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


def row(symbol: str, **values: Any) -> Row:
    known = {"trading_day": date(2026, 11, 20), "fetched_at": NOW} if "price" in values else {}
    name = values.pop("name", "")
    quote = Quote(symbol, "simulated", Basis.SIMULATED, **known, **values)
    return Row(symbol=symbol, quote=quote, shown=quote, now=NOW, zone=ZoneInfo("America/New_York"), name=name)


def order(sort: str, *rows: Row) -> str:
    return " ".join(row.symbol for row in Arrangement(sort=sort).arranged(rows))


@pytest.mark.parametrize(
    ("sort", "symbols"),
    [("", "C A D B"), ("price", "A C B D"), ("-price", "C B A D"), ("symbol", "A B C D"), ("-symbol", "D C B A")],
)
def test_unknown_comes_last_either_way_and_equals_keep_their_own_order(sort: str, symbols: str) -> None:
    rows = [row("C", price=Decimal(2)), row("A", price=Decimal(1)), row("D"), row("B", price=Decimal(2))]
    assert order(sort, *rows) == symbols


def test_names_sort_by_their_letters_whatever_their_case() -> None:
    assert order("name", row("A", name="eBay"), row("B", name="Apple"), row("C")) == "B A C"


def test_a_range_sorts_by_where_the_price_stands_in_it() -> None:
    high = row("H", price=Decimal(9), low=Decimal(1), high=Decimal(10))
    low = row("L", price=Decimal(200), low=Decimal(199), high=Decimal(300))
    flat = row("F", price=Decimal(5), low=Decimal(5), high=Decimal(5))
    assert order("range", flat, high, low) == "L H F"


@pytest.mark.parametrize(("key", "first", "then"), [("price", "-price", "price"), ("name", "name", "-name")])
def test_a_heading_sorts_numbers_from_the_largest_and_words_from_a_then_back_then_not_at_all(
    key: str, first: str, then: str
) -> None:
    assert [Arrangement(sort=sort).after(key) for sort in ("", first, then, "volume")] == [first, then, "", first]


def test_a_heading_says_which_way_it_sorts() -> None:
    assert Arrangement(sort="-price").direction("price") == "descending"
    assert Arrangement(sort="-price").direction("volume") == ""


@pytest.mark.parametrize(
    ("value", "arrangement"),
    [
        (None, Arrangement()),
        ("garbage", Arrangement()),
        ({"columns": "price", "sort": 3, "density": []}, Arrangement()),
        ({"sort": "nonsense", "density": "huge"}, Arrangement(None, "", COMFORTABLE)),
        ({"columns": [], "sort": "-volume"}, Arrangement((), "-volume")),
        (
            {"columns": ["volume", 3, "gone", "price"], "density": "compact"},
            Arrangement(("price", "volume"), "", COMPACT),
        ),
    ],
)
def test_what_makes_no_sense_in_the_session_counts_as_missing(value: Any, arrangement: Arrangement) -> None:
    assert Arrangement.read(value) == arrangement


def test_a_column_has_one_key_and_one_field_of_its_own() -> None:
    keys = [column.key for column in columns.COLUMNS]
    fields = [column.field for column in columns.COLUMNS if column.field]
    assert len(set(keys)) == len(keys)
    assert len(set(fields)) == len(fields)


@pytest.mark.parametrize("column", [column.key for column in columns.COLUMNS if column is not columns.NAME])
def test_every_column_has_a_width_that_its_table_counts_with(column: str) -> None:
    """Without one it would take its room from the symbol."""
    css = (ROOT / "static" / "css" / "columns.css").read_text()
    assert f'.quotes[data-columns~="{column}"] {{ --{column}: ' in css
    assert f"var(--{column}, 0rem)" in css
    assert f".quotes .{column} {{ width: var(--{column}); }}" in css


def test_every_column_can_say_and_sort_a_row_of_which_nothing_is_known() -> None:
    for column in columns.COLUMNS:
        assert isinstance(column.text(row("A")), str)
        assert column.value(row("A")) in (None, "")
