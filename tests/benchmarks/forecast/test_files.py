"""Price histories are read in the forms that they are found in, and what is wrong is said with file and line."""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.forecast.files import BadFile, read


def written(folder: Path, name: str, text: str) -> Path:
    content = text.encode()
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder


def test_a_file_of_bars_is_one_ticker_named_by_the_file(tmp_path: Path) -> None:
    text = "Date,Open,High,Low,Close,Volume\n2026-11-19,10,12,9,11,500\n2026-11-20,11,11.5,10.5,11.2,600\n"
    (history,) = read(written(tmp_path, "IBM.csv", text))
    assert history.name == "IBM"
    assert [bar.close for bar in history.bars] == [Decimal(11), Decimal("11.2")]
    assert (history.bars[0].high, history.bars[0].low, history.bars[0].volume) == (12, 9, 500)


def test_packed_files_american_dates_and_any_order_are_read(tmp_path: Path) -> None:
    (history,) = read(written(tmp_path, "IBM.csv.gz", "Date,Close\n11/20/2026,11\n1/4/1999,10\n"))
    assert [(bar.day, bar.close) for bar in history.bars] == [(date(1999, 1, 4), 10), (date(2026, 11, 20), 11)]


def test_a_column_a_ticker_makes_a_history_each_and_an_empty_cell_is_a_day_without_a_price(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, "many.csv", "date,KO,PEP\n2026-11-19,60,\n2026-11-20,61,150\n"))
    assert (first.name, len(first.bars)) == ("KO", 2)
    assert (second.name, [bar.day for bar in second.bars]) == ("PEP", [date(2026, 11, 20)])


def test_closes_alone_are_whole_bars(tmp_path: Path) -> None:
    ((bar,),) = (history.bars for history in read(written(tmp_path, "a.csv", "date,close\n2026-11-20,61\n")))
    assert {bar.open, bar.high, bar.low, bar.close} == {Decimal(61)}


def test_an_adjusted_close_takes_the_day_with_it(tmp_path: Path) -> None:
    text = "date,open,high,low,close,adj_close\n2026-11-20,100,110,90,100,50\n"
    ((bar,),) = (history.bars for history in read(written(tmp_path, "a.csv", text)))
    assert (bar.open, bar.high, bar.low, bar.close) == (50, 55, 45, 50)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a.csv: is empty"),
        ("2026-11-20,11\n2026-11-21,12\n", "a.csv, line 1: the first column must be the date, then prices"),
        ("date\n2026-11-20\n", "a.csv, line 1: the first column must be the date, then prices"),
        ("date,open,high\n2026-11-20,1,2\n", "a.csv, line 1: no column close or adj_close"),
        ("date,close\n2026-11-20\n", "a.csv, line 2: 1 cells, 2 are named"),
        ("date,close\n\n2026-11-20,much\n", "a.csv, line 3: a: close is no number: much"),
        ("date,close\n2026-11-20,-3\n", "a.csv, line 2: a: close is no price: -3"),
        ("date,close\n2026-11-20,nan\n", "a.csv, line 2: a: close is no price: nan"),
        ("date,close\nyesterday,3\n", "a.csv, line 2: a: no date: yesterday"),
        ("date,close\n13/40/2026,3\n", "a.csv, line 2: a: no date: 13/40/2026"),
        ("date,close,volume\n2026-11-20,3,many\n", "a.csv, line 2: a: volume is no number: many"),
        ("date,KO\n2026-11-20,x\n", "a.csv, line 2: KO: close is no number: x"),
        ("date,close\n2026-11-20,3\n2026-11-20,4\n", "a.csv: a: two rows of 2026-11-20"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadFile) as told:
        read(written(tmp_path, "a.csv", text))
    assert str(told.value) == words


def test_a_file_that_is_not_packed_though_it_says_so_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_text("date,close\n")
    with pytest.raises(BadFile, match=r"a\.csv\.gz: cannot be read"):
        read(tmp_path)


def test_an_empty_or_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"no \.csv and no \.csv\.gz files"):
        read(tmp_path)
    with pytest.raises(BadFile, match="no such folder"):
        read(tmp_path / "nowhere")
