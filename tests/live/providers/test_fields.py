from datetime import date
from decimal import Decimal

import pytest

from live.alphavantage import lenient
from live.providers import fields
from live.providers.errors import BadAnswer

MISSING = ["", " ", "-", "None", "none", "n/a", "N/A", "null", None]
NONSENSE = [
    "NaN", "Infinity", "-inf", "1,234.5", "0x10", "1_000", "١٢٣", "12.", ".5", "1e999", "--1", "12 USD", "9" * 21,
    "1" * 5000, "1." + "0" * 50, True, [], {}, [1], {"a": 1},
]  # fmt: skip


@pytest.mark.parametrize("value", MISSING)
def test_what_the_provider_leaves_out_in_its_ways_is_not_known(value: object) -> None:
    for read in (fields.figure, fields.optional_price, fields.count, fields.optional_day):
        assert read({"x": value}, "x") is None
        assert read({}, "x") is None
    assert fields.words({"x": value}, "x", 10) is None
    with pytest.raises(BadAnswer):
        fields.price({"x": value}, "x")


@pytest.mark.parametrize("value", NONSENSE)
def test_what_is_no_number_is_refused_and_of_facts_not_known(value: object) -> None:
    for read in (fields.figure, fields.optional_price, fields.price, fields.count):
        with pytest.raises(BadAnswer):
            read({"x": value}, "x")
    for leniently in (lenient.figure, lenient.positive, lenient.count):
        assert leniently({"x": value}, "x") is None


@pytest.mark.parametrize(
    ("text", "number"), [("312.1700", "312.17"), ("-0.07234", "-0.07234"), ("+5", "5"), ("-5e-05", "-0.00005")]
)
def test_a_number_is_read_exactly(text: str, number: str) -> None:
    assert fields.figure({"x": f" {text} "}, "x") == Decimal(number)


def test_a_price_is_above_zero_and_below_what_nothing_costs() -> None:
    assert fields.optional_price({"x": "0.0000"}, "x") is None
    assert fields.price({"x": "756000.5"}, "x") == Decimal("756000.5")
    assert fields.price({"x": "1e-6"}, "x") == Decimal("0.000001")
    for value in ("-1", "0", "1000000001", "1e10", "1e-20"):
        with pytest.raises(BadAnswer):
            fields.price({"x": value}, "x")


def test_a_count_is_whole_and_not_below_zero() -> None:
    assert fields.count({"x": "123.0"}, "x") == 123
    assert fields.count({"x": "0"}, "x") == 0
    for value in ("1.5", "-1", "1e20"):
        with pytest.raises(BadAnswer):
            fields.count({"x": value}, "x")


@pytest.mark.parametrize("text", ["2026-02-30", "20261119", "2026-W47-4", "2026-11-19 ", "1776-07-04", "x"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        fields.day(text)


def test_a_day_is_read() -> None:
    assert fields.day("2026-11-19") == date(2026, 11, 19)


def test_words_are_cut_and_cleaned_of_what_cannot_be_stored() -> None:
    assert fields.words({"x": "  Acme \x00\ud800 Corp\n"}, "x", 50) == "Acme   Corp"
    assert fields.words({"x": "Acme" * 100}, "x", 6) == "AcmeAc"
    assert fields.words({"x": "\x00"}, "x", 6) is None
