"""The table of hostile input is about tests that there are, and what it writes is a table."""

import ast
import re
from pathlib import Path

from tests.environment import ROOT
from tests.hostile.rows import ROWS
from tests.hostile.table import BEGIN, DOCUMENT, END, table


def test_each_row_is_tried_by_tests_that_there_are() -> None:
    for row in ROWS:
        for test in row.tests:
            file, _, name = test.partition("::")
            defined = {node.name for node in ast.parse((ROOT / file).read_text()).body if hasattr(node, "name")}
            assert not name or name in defined, test


def test_every_test_here_stands_in_the_table() -> None:
    listed = {test.split("::")[0] for row in ROWS for test in row.tests}
    here = {str(path.relative_to(ROOT)) for path in Path(__file__).parent.glob("test_*.py")}
    assert here - listed == {"tests/hostile/test_table.py"}


def test_every_row_stands_in_the_document_with_the_tests_that_passed() -> None:
    written = DOCUMENT.read_text().split(BEGIN)[1].split(END)[0]
    _head, _rule, *lines = re.findall(r"^\|.*\|$", written, re.MULTILINE)
    for row, line in zip(ROWS, lines, strict=True):
        assert line.startswith(f"| {row.tried} | {row.answered} | "), "make hostile writes it anew"
        assert re.search(r"\b[1-9]\d* tests?\)? \|$", line), line


def test_a_row_says_what_was_seen_and_how_often() -> None:
    row = ROWS[1]
    name = row.tests[0]
    seen = [(f"{name}[one]", ["one: 1009"]), (f"{name}[two]", ["two: 1002"]), ("tests/other.py::test", ["not of it"])]
    assert "| one: 1009; two: 1002 (2 tests) |" in table([row], seen)
