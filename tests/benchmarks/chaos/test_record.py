"""What a run of `make chaos` leaves behind, whatever becomes of it."""

from pathlib import Path

import pytest

from benchmarks.chaos.faults import Fault
from benchmarks.chaos.record import Record
from benchmarks.chaos.trial import Seen

FIRST, SECOND = (Fault(name, lambda _: None) for name in ("one", "two"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    some = tmp_path / "some.md"
    some.write_text("before\n<!-- chaos:begin -->\n| one | old |\n| three | old |\n<!-- chaos:end -->\nafter\n")
    return some


def test_a_run_that_is_ended_early_leaves_its_rows_and_says_what_is_missing(file: Path) -> None:
    record = Record([FIRST, SECOND], lambda: "today", file)
    record.add(Seen(FIRST, first=1.5, whole=2.5))
    assert "| one | 0.0 s | 1.5 s | 2.5 s |" in file.read_text()
    assert "before these were tried: two." in file.read_text()
    record.add(Seen(SECOND, first=1.5, whole=2.5))
    assert "before these were tried" not in file.read_text()
    assert not record.wrong


def test_a_fault_that_could_not_be_tried_to_its_end_has_a_row_that_says_why(file: Path) -> None:
    record = Record([FIRST], lambda: "today", file)
    record.add(Seen(FIRST, broke="nothing took its place"))
    assert record.wrong == ["one: nothing took its place"]
    written = next(line for line in file.read_text().splitlines() if line.startswith("| one |"))
    assert written.endswith("| not tried to its end: nothing took its place |")
    assert written.count("|") == record.text.splitlines()[2].count("|")


def test_some_faults_renew_their_own_rows_alone(file: Path) -> None:
    record = Record([FIRST], lambda: "today", file, some=True)
    for _ in range(2):
        record.add(Seen(FIRST, first=6.0, whole=7.0))
    assert "| three | old |" in file.read_text()
    assert file.read_text().count("Tried again") == 1
    assert record.wrong == ["one: fresh after 6.0 s"] * 2
