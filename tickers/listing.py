"""The lines of LISTING_STATUS, as rows of the catalogue.

https://www.alphavantage.co/documentation/#listing-status. One symbol a line, US exchanges only, in US dollars.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tickers.symbols import is_symbol

HEADER = ["symbol", "name", "exchange", "assetType", "ipoDate", "delistingDate", "status"]

# No exchange's or asset type's name is longer; a cell that is longer is no listing's.
LONGEST_WORD = 20
# The longest recorded name has 158 characters; what is longer is cut.
LONGEST_NAME = 200

# Symbols that the exchanges keep for testing their own systems. NASDAQ: ZVZZT, ZXYZ, ZIEXT …; NYSE: ATEST to PTEST,
# also by class (NTEST-A), ZZK, ZZZ; Cboe: ZBZX, ZTST.
_TEST_SYMBOL = re.compile(r"[A-Z]TEST(-[A-Z])?|Z[A-Z]ZZT|ZXYZ(-[A-Z])?|ZIEXT|ZXIET|ZEXIT|ZTST|ZBZX|ZZK|ZZZ")
# "NASDAQ TEST STOCK", "NYSE LISTED TEST", "… Tst Security"; not "Aehr Test Systems" or "Heart Test Laboratories".
_TEST_NAME = re.compile(r"\b(test|tst) (stock|symbol|ticker|security)\b|\b(listed|symbology) test\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One ticker of the listing. `name` may be empty; a missing date is None."""

    symbol: str
    name: str
    exchange: str
    asset_type: str
    ipo_date: date | None = None
    delisting_date: date | None = None
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no ticker that anyone would watch, and why."""

    symbol: str
    why: str


def parse(lines: Iterable[str]) -> Iterator[Row | Skipped]:
    """The listing's rows, one at a time as lines come in.

    Raises ValueError in words, with the line's number, when this is no listing or a line of it is broken.
    """
    reader = csv.reader(lines)
    try:
        header = next(reader, None)
        if header is None:
            raise ValueError("The listing is empty.")
        if [cell.strip().lower() for cell in header] != [name.lower() for name in HEADER]:
            raise ValueError(f"This is no listing: it begins with {_shown(','.join(header))}.")
        for cells in reader:
            if cells:  # a blank line is no line
                yield _row(cells, reader.line_num)
    except csv.Error as error:
        raise ValueError(f"Line {reader.line_num} of the listing cannot be read: {error}.") from error


def clean_name(text: str) -> str:
    """The name without outer, doubled or unprintable characters; '' for what says nothing."""
    printable = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    name = " ".join(printable.split())
    return "" if name == "null" else name[:LONGEST_NAME].rstrip()


def is_test(symbol: str, name: str) -> bool:
    """Whether an exchange keeps this ticker for testing its own systems."""
    return _TEST_SYMBOL.fullmatch(symbol) is not None or _TEST_NAME.search(name) is not None


def _row(cells: list[str], line: int) -> Row | Skipped:
    if len(cells) != len(HEADER):
        raise ValueError(f"Line {line} of the listing has {len(cells)} columns instead of {len(HEADER)}.")
    symbol, raw_name, exchange, asset_type, ipo_date, delisting_date, status = (cell.strip() for cell in cells)
    name = clean_name(raw_name)
    if not is_symbol(symbol) or not symbol[0].isalnum():
        return Skipped(symbol, "no symbol")
    if is_test(symbol, name):
        return Skipped(symbol, "a test ticker")
    if status.lower() != "active":
        return Skipped(symbol, "not active")
    for word in (exchange, asset_type):
        if not 0 < len(word) <= LONGEST_WORD or not word.isprintable():
            raise ValueError(f"Line {line} of the listing names no exchange or asset type: {_shown(word)}.")
    return Row(symbol, name, exchange, asset_type, _day(ipo_date, line), _day(delisting_date, line))


def _day(text: str, line: int) -> date | None:
    if text in ("", "null"):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"Line {line} of the listing holds {_shown(text)} where a date is due.") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
