"""Reading the lines of a listing."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickers.listing import HEADER, Row, Skipped, clean_name, is_test, parse

HEAD = ",".join(HEADER)


def read(*lines):
    return list(parse([f"{HEAD}\r\n", *(f"{line}\r\n" for line in lines)]))


def test_a_line_becomes_a_row_in_dollars_with_its_dates():
    assert read("AA,Alcoa Corp,NYSE,Stock,2016-10-18,null,Active") == [
        Row("AA", "Alcoa Corp", "NYSE", "Stock", date(2016, 10, 18), None, "USD")
    ]


def test_names_are_stripped_and_collapsed_and_the_word_null_is_no_name():
    rows = read(
        "AAA,  ALTERNATIVE   ACCESS ETF ,NYSE ARCA,ETF,2020-09-09,null,Active",
        "DEC,,NYSE,Stock,null,,Active",
        "GLT,null,NYSE,Stock,,null,Active",
        '"BG","Bunge, Limited",NYSE,Stock,null,null,Active',
    )
    assert [row.name for row in rows] == ["ALTERNATIVE ACCESS ETF", "", "", "Bunge, Limited"]
    assert rows[1].ipo_date is None
    assert rows[1].delisting_date is None


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("ZZZ", "TEST TICKER FOR UTP"),
        ("ZVZZT", "NASDAQ TEST STOCK"),
        ("ZTEST", ""),
        ("NTEST-A", "NTESTA"),
        ("ZXYZ-A", "NASDAQ SYMBOLOGY TEST"),
        ("CBO", "NYSE LISTED TEST STOCK FOR CTS AND CQS"),
        ("CBX", "NYSE LISTED TEST"),
        ("ZCZZT", "Super Montage IPO X Tst Security SM IPO X 3"),
        ("ZVV", "LISTED TEST SYMBOL"),
        ("ZTST", ""),
    ],
)
def test_a_ticker_that_an_exchange_tests_with_is_skipped(symbol, name):
    assert is_test(symbol, name)
    assert read(f"{symbol},{name},NYSE,Stock,2016-01-01,null,Active") == [Skipped(symbol, "a test ticker")]


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("AEHR", "Aehr Test Systems"),
        ("HSCS", "Heart Test Laboratories Inc"),
        ("INTT", "inTest Corp"),
        ("ZTS", "Zoetis Inc"),
        ("ZVIA", "Zevia PBC"),
        ("TEST", "Contest Holdings"),
    ],
)
def test_a_company_that_makes_tests_is_no_test(symbol, name):
    assert not is_test(symbol, name)


@pytest.mark.parametrize("symbol", ["-P-HIZ", "ACWV:BAT", "BC/PB", "NXT(EXP20091224)", "NYCB- PR-U", "", "aapl"])
def test_what_is_no_symbol_is_skipped(symbol):
    assert read(f"{symbol},A name,NYSE,Stock,2016-01-01,null,Active") == [Skipped(symbol, "no symbol")]


def test_a_delisted_line_is_skipped():
    assert read("OLD,Gone Inc,NYSE,Stock,2001-01-01,2010-01-01,Delisted") == [Skipped("OLD", "not active")]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "empty"),
        (["<html>\n"], "no listing"),
        (["{\n"], "no listing"),
        (["symbol,name\n"], "no listing"),
        ([f"{HEAD}\n", "AAPL,Apple Inc,NASDAQ\n"], "Line 2 of the listing has 3 columns"),
        ([f"{HEAD}\n", "\n", "AAPL,A,NASDAQ,Stock,null,null,Active,more\n"], "Line 3 of the listing has 8 columns"),
        ([f"{HEAD}\n", "AAPL,A,NASDAQ,Stock,tomorrow,null,Active\n"], "'tomorrow' where a date is due"),
        ([f"{HEAD}\n", "AAPL,A,,Stock,null,null,Active\n"], "no exchange or asset type"),
        ([f"{HEAD}\n", f"AAPL,A,{'N' * 21},Stock,null,null,Active\n"], "no exchange or asset type"),
        ([f"{HEAD}\n", f"{'x' * 200_000}\n"], "cannot be read"),
    ],
)
def test_what_is_no_listing_is_refused_in_words(lines, words):
    with pytest.raises(ValueError, match=words):
        list(parse(lines))


def test_rows_come_while_lines_are_still_to_come():
    def lines():
        yield f"{HEAD}\n"
        yield "AAPL,Apple Inc,NASDAQ,Stock,null,null,Active\n"
        raise AssertionError("read too far")

    assert next(parse(lines())).symbol == "AAPL"


@given(st.text())
def test_a_cleaned_name_is_one_printable_line_and_stays_what_it_is(text):
    name = clean_name(text)
    assert name == "" or name.isprintable()
    assert name == name.strip()
    assert "  " not in name
    assert len(name) <= 200
    assert clean_name(name) == name


@given(st.lists(st.lists(st.text(max_size=12), min_size=6, max_size=8), max_size=4))
def test_whatever_the_cells_hold_each_line_is_a_row_or_skipped_or_the_whole_is_refused(lines):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *lines])
    try:
        found = list(parse(io.StringIO(out.getvalue(), newline="")))
    except ValueError:
        return
    assert all(isinstance(row, Row | Skipped) for row in found)


def test_the_recorded_listing_is_read_whole(recorded):
    with (recorded / "LISTING_STATUS" / "active_20260517.csv").open(encoding="utf-8", newline="") as lines:
        found = list(parse(lines))
    rows = [row for row in found if isinstance(row, Row)]
    assert len(found) == 13_411
    assert len({row.symbol for row in rows}) == len(rows) == 13_002
    assert {row.asset_type for row in rows} == {"Stock", "ETF"}
    assert not any("TEST STOCK" in row.name.upper() for row in rows)
    assert {"AAPL", "BRK-B", "AEHR", "HSCS"} <= {row.symbol for row in rows}
    skipped = [line.symbol for line in found if isinstance(line, Skipped) and line.why == "a test ticker"]
    assert 40 < len(skipped) < 70
