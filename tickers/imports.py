"""Symbols from what people paste or drop: a column, TradingView's export, Yahoo's. Pure.

TradingView writes one line of `EXCHANGE:SYMBOL` with `###Section` among them; Yahoo a CSV with a column `Symbol`; a
spreadsheet lines with tabs. What each calls a foreign ticker is put into this catalogue's words (`TSCO.LON`).
"""

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tickers.symbols import clean

# An export of a full account is some 20 KB.
LONGEST_TEXT = 100_000
# More than fit in all lists a visitor may have are not looked at.
MOST_SYMBOLS = 600

_SYMBOL_HEADINGS = {"symbol", "symbols", "ticker", "tickers"}

# The suffix of this catalogue for each that others use.
_SUFFIX = {
    "L": "LON", "IL": "LON", "TO": "TRT", "V": "TRV", "DE": "DEX", "F": "FRK", "BO": "BSE", "SS": "SHH", "SZ": "SHZ",
    "SA": "SAO",
}  # fmt: skip
# TradingView's exchanges, and what others write in their way.
_AMERICAN = {
    "NASDAQ",
    "NYSE",
    "AMEX",
    "ARCA",
    "NYSEARCA",
    "NYSE ARCA",
    "NYSEAMERICAN",
    "NYSE MKT",
    "BATS",
    "CBOE",
    "OTC",
}
_EXCHANGE = {
    "LSE": "LON", "LSIN": "LON", "TSX": "TRT", "TSXV": "TRV", "XETR": "DEX", "FWB": "FRK", "BSE": "BSE", "SSE": "SHH",
    "SZSE": "SHZ", "BMFBOVESPA": "SAO",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """One ticker as it was written, and the symbols that may be meant, the likeliest first."""

    text: str
    symbols: tuple[str, ...]


def named(text: str) -> list[Named]:
    """What the text names, each once, in its order."""
    cells = _table_column(text)
    found: dict[str, Named] = {}
    for cell in _loose_cells(text) if cells is None else cells:
        written = cell.strip().strip("\"'").strip()
        if written and not written.startswith("###") and written.casefold() not in _SYMBOL_HEADINGS:
            found.setdefault(written, Named(written, _readings(written)))
        if len(found) >= MOST_SYMBOLS:
            break
    return list(found.values())


def resolved(names: Iterable[Named], known: Collection[str]) -> tuple[list[str], list[str]]:
    """The symbols that the catalogue has, each once, and what was written of the others."""
    found: dict[str, None] = {}
    missing = []
    for name in names:
        symbol = next((symbol for symbol in name.symbols if symbol in known), None)
        if symbol is None:
            missing.append(name.text)
        else:
            found[symbol] = None
    return list(found), missing


def outcome(added: Sequence[str], there: int, too_many: int, missing: Sequence[str]) -> str:
    """What an import came to, for people. `there` were on the list before, `too_many` did not fit on it."""
    told = [f"{len(added)} added" if added else "Nothing added"]
    if there:
        told.append(f"{there} already there")
    if too_many:
        told.append(f"{too_many} too many for one list")
    words = ", ".join(told)
    if not missing:
        return words
    shown = ", ".join(text if len(text) <= 20 else f"{text[:20]}…" for text in missing[:10])
    more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
    return f"{words}. Not found: {shown}{more}"


def _table_column(text: str) -> list[str] | None:
    """The column `Symbol` of a table with a line of headings; None where there is no such table."""
    lines = text.lstrip("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    for mark in ("\t", ";", ","):
        headings = [cell.strip().strip('"').casefold() for cell in first.split(mark)]
        place = next((place for place, heading in enumerate(headings) if heading in _SYMBOL_HEADINGS), None)
        if place is not None and len(headings) > 1:
            try:
                rows = list(csv.reader(lines[lines.index(first) + 1 :], delimiter=mark))
            except csv.Error:
                return None
            return [row[place] for row in rows if len(row) > place]
    return None


def _loose_cells(text: str) -> Iterable[str]:
    """Every name on every line; of a line with tabs, as a spreadsheet gives it, the first."""
    for line in text.lstrip("\ufeff").splitlines():
        if "\t" in line:
            yield line.split("\t")[0]
        elif line.strip().startswith("###") and "," not in line:
            continue
        else:
            yield from re.split(r"[,;]|\s+", line) if "###" not in line else line.split(",")


def _readings(written: str) -> tuple[str, ...]:
    exchange, colon, bare = written.rpartition(":")
    symbol = clean(bare.replace("/", "-"))
    if symbol is None:
        return ()
    where = exchange.strip().upper()
    if colon and where not in _AMERICAN:
        # Elsewhere the same letters are another company: ASX:BHP, LSE:TSCO.
        suffix = _EXCHANGE.get(where)
        return (f"{symbol.rstrip('.').replace('.', '-')}.{suffix}",) if suffix else ()
    head, dot, tail = symbol.rpartition(".")
    readings = [symbol]
    if tail in _SUFFIX and dot:
        readings.append(f"{head}.{_SUFFIX[tail]}")
    if dot:  # BRK.B is written BRK-B here
        readings.append(symbol.replace(".", "-"))
    return tuple(dict.fromkeys(readings))
