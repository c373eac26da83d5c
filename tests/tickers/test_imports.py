"""What people paste or drop, read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickers.imports import named, outcome, resolved

KNOWN = {"AAPL", "MSFT", "IBM", "BRK-B", "TSCO", "TSCO.LON", "BHP", "SHOP.TRT"}

TRADINGVIEW = "###Tech,NASDAQ:AAPL,NASDAQ:MSFT,###Old ones,NYSE:IBM,NYSE:BRK.B,LSE:TSCO,ASX:BHP,BINANCE:BTCUSDT"
YAHOO = """Symbol,Current Price,Date,Time,Change,Open,High,Low,Volume,Trade Date,Purchase Price,Quantity,Comment
AAPL,227.5,2026/11/20,16:00 EST,1.2,226,228,225,1000,,,,"a note, with a comma"
BRK-B,450.1,2026/11/20,16:00 EST,1.2,226,228,225,1000,,,,
TSCO.L,412.5,2026/11/20,16:35 GMT,1.2,226,228,225,1000,,,,
SHOP.TO,88.1,2026/11/20,16:00 EST,1.2,226,228,225,1000,,,,
^GSPC,6000,2026/11/20,16:00 EST,1.2,226,228,225,1000,,,,
"""


@pytest.mark.parametrize(
    ("text", "found", "missing"),
    [
        ("", [], []),
        ("aapl", ["AAPL"], []),
        ("AAPL\nMSFT\r\nIBM\n", ["AAPL", "MSFT", "IBM"], []),
        ("AAPL, MSFT; IBM MSFT", ["AAPL", "MSFT", "IBM"], []),
        ("\ufeffSymbol\nAAPL\nmsft", ["AAPL", "MSFT"], []),
        ("Symbol\tName\nAAPL\tApple, Inc.\nNOPE\tNobody", ["AAPL"], ["NOPE"]),
        ("AAPL\tApple Inc\t227.50\nMSFT\tMicrosoft\t410", ["AAPL", "MSFT"], []),
        ("Name;Ticker\nApple;AAPL\nBerkshire;BRK/B", ["AAPL", "BRK-B"], []),
        ("\"AAPL\"\n'MSFT'", ["AAPL", "MSFT"], []),
        (TRADINGVIEW, ["AAPL", "MSFT", "IBM", "BRK-B", "TSCO.LON"], ["ASX:BHP", "BINANCE:BTCUSDT"]),
        ("###Tech\nNASDAQ:AAPL\n###Rest\nNYSE:IBM", ["AAPL", "IBM"], []),
        (YAHOO, ["AAPL", "BRK-B", "TSCO.LON", "SHOP.TRT"], ["^GSPC"]),
        ("AAPL٣\n<b>\nx OR 1=1", [], ["AAPL٣", "<b>", "x", "OR", "1=1"]),
    ],
)
def test_symbols_are_found_in_what_was_pasted(text: str, found: list[str], missing: list[str]) -> None:
    assert resolved(named(text), KNOWN) == (found, missing)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    for name in named(text):
        assert all(isinstance(symbol, str) for symbol in name.symbols)


def test_a_very_long_list_is_read_up_to_a_bound() -> None:
    assert len(named("\n".join(f"S{n}" for n in range(5000)))) == 600


@pytest.mark.parametrize(
    ("added", "there", "too_many", "missing", "words"),
    [
        (["A", "B"], 0, 0, [], "2 added"),
        ([], 2, 0, [], "Nothing added, 2 already there"),
        (["A"], 0, 3, ["X", "Y"], "1 added, 3 too many for one list. Not found: X, Y"),
        (
            ["A"],
            0,
            0,
            [f"X{n}" for n in range(12)],
            "1 added. Not found: " + ", ".join(f"X{n}" for n in range(10)) + " and 2 more",
        ),
        (["A"], 0, 0, ["x" * 90], f"1 added. Not found: {'x' * 20}…"),
    ],
)
def test_what_came_of_an_import_is_told(
    added: list[str], there: int, too_many: int, missing: list[str], words: str
) -> None:
    assert outcome(added, there, too_many, missing) == words
