"""Reads a folder of price histories: CSV files, plain or .gz, a date column first.

Either one ticker a file, with `close` or `adj_close` and perhaps `open high low volume`, or one column of closes a
ticker. Dates are 2026-11-20 or 11/20/2026, in any order. A file that makes no sense raises BadFile, with its line.
"""

import csv
import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path

from live.providers.series import Bar

FIELDS = {"open", "high", "low", "close", "adj_close", "volume"}


class BadFile(Exception):
    """What is wrong with which file, and in which line."""


@dataclass(frozen=True)
class History:
    """One ticker's daily bars, oldest first. Where a file has only closes, they are the whole bar."""

    name: str
    bars: Sequence[Bar]


def read(folder: Path) -> list[History]:
    """Every history in the folder, by the files' names. Raises BadFile."""
    if not folder.is_dir():
        raise BadFile(f"{folder}: no such folder")
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".csv", ".csv.gz")))
    if not paths:
        raise BadFile(f"{folder}: no .csv and no .csv.gz files")
    return [history for path in paths for history in read_file(path)]


def read_file(path: Path) -> list[History]:
    try:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = list(csv.reader(text.decode("utf-8-sig").splitlines()))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path.name}: cannot be read: {error}") from error
    if not lines:
        raise BadFile(f"{path.name}: is empty")
    names = [name.strip() for name in lines[0]]
    fields = [name.lower().replace(" ", "_") for name in names]
    columns = set(fields[1:])
    if len(fields) < 2 or fields[0] not in {"date", "day", "timestamp", ""}:
        raise BadFile(f"{path.name}, line 1: the first column must be the date, then prices")
    if columns & {"close", "adj_close"}:
        ticker = path.name.removesuffix(".gz").removesuffix(".csv")
        return [_history(path, ticker, ((number, _one(fields, line)) for number, line in _rows(path, lines)))]
    if columns & FIELDS:
        raise BadFile(f"{path.name}, line 1: no column close or adj_close")
    return [
        _history(path, name, ((number, {"date": line[0], "close": line[place]}) for number, line in _rows(path, lines)))
        for place, name in enumerate(names)
        if place
    ]


def _rows(path: Path, lines: Sequence[Sequence[str]]) -> Iterable[tuple[int, Sequence[str]]]:
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(lines[0]):
            raise BadFile(f"{path.name}, line {number}: {len(line)} cells, {len(lines[0])} are named")
        yield number, line


def _one(fields: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    return dict(zip(("date", *fields[1:]), line, strict=True))


def _history(path: Path, name: str, rows: Iterable[tuple[int, dict[str, str]]]) -> History:
    bars = []
    for number, row in rows:
        if not row.get("adj_close", row.get("close", "")).strip():
            continue  # the ticker had no price that day
        try:
            bars.append(_bar(row))
        except (ValueError, InvalidOperation) as error:
            raise BadFile(f"{path.name}, line {number}: {name}: {error or 'no price'}") from error
    bars.sort(key=lambda bar: bar.day)
    twice = next((after.day for before, after in pairwise(bars) if before.day == after.day), None)
    if twice:
        raise BadFile(f"{path.name}: {name}: two rows of {twice}")
    return History(name, bars)


def _bar(row: dict[str, str]) -> Bar:
    close = _price(row, "adj_close") or _price(row, "close")
    if close is None:
        raise ValueError("no close")
    traded = _price(row, "close") or close
    high, low = _price(row, "high") or traded, _price(row, "low") or traded
    # Adjusted for dividends, the day's other prices shrink with its close.
    part = close / traded
    opening = (_price(row, "open") or traded) * part
    return Bar(_day(row["date"]), opening, max(high * part, close), min(low * part, close), close, _volume(row))


def _price(row: dict[str, str], name: str) -> Decimal | None:
    text = (row.get(name) or "").strip()
    if not text:
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{name} is no number: {text}") from None
    if not price.is_finite() or price <= 0:
        raise ValueError(f"{name} is no price: {text}")
    return price


def _volume(row: dict[str, str]) -> int:
    text = (row.get("volume") or "0").strip()
    try:
        return int(float(text or 0))
    except ValueError:
        raise ValueError(f"volume is no number: {text}") from None


def _day(text: str) -> date:
    text = text.strip()
    try:
        return datetime.strptime(text, "%m/%d/%Y").date() if "/" in text else date.fromisoformat(text[:10])  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"no date: {text}") from None
