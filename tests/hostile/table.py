"""`make hostile`: tries what `rows.py` lists against real servers, and writes what was seen into docs/reliability.md.

Ends with status 1, and writes nothing, when any of it was answered otherwise.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from tests.environment import ROOT
from tests.hostile.rows import ROWS, Row

DOCUMENT = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- hostile:begin -->", "<!-- hostile:end -->"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        names = sorted({name for row in ROWS for name in row.tests})
        run = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            f"--junitxml={report}",
            "-o",
            "junit_family=xunit1",
            *names,
        ]
        failed = subprocess.run([*run, *sys.argv[1:]], cwd=ROOT, check=False).returncode
        cases = ElementTree.parse(report).getroot().iter("testcase")
        seen = [(f"{case.get('file')}::{case.get('name')}", _properties(case)) for case in cases]
    if failed:
        sys.exit("something was answered otherwise: docs/reliability.md was left as it is")
    before, rest = DOCUMENT.read_text().split(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(ROWS, seen)}\n{END}{rest.split(END)[1]}")


def table(rows: Iterable[Row], seen: Sequence[tuple[str, list[str]]]) -> str:
    """The table, from the tests that passed, each with what it noted."""
    lines = [
        f"Tried on {datetime.now(UTC):%-d %B %Y} by `make hostile`. After what was sent to a server it was",
        "healthy, its log had no traceback, and somebody else's socket got the next price.",
        "",
        "| what is tried | what is answered | seen |",
        "|---|---|---|",
    ]
    for row in rows:
        mine = [notes for name, notes in seen if any(_is_of(name, test) for test in row.tests)]
        told = "; ".join(dict.fromkeys(note for notes in mine for note in notes))
        count = f"{len(mine)} test{'s' if len(mine) > 1 else ''}"
        lines.append(f"| {row.tried} | {row.answered} | {f'{told} ({count})' if told else count} |")
    return "\n".join(lines)


def _is_of(name: str, test: str) -> bool:
    return name == test or name.startswith((f"{test}::", f"{test}["))


def _properties(case: ElementTree.Element) -> list[str]:
    return [str(one.get("value")).replace("|", "\\|") for one in case.iter("property") if one.get("name") == "seen"]


if __name__ == "__main__":
    main()
