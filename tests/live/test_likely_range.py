"""The words of a likely range, by the table of cases that holds the page's own modules too."""

import json
from dataclasses import astuple
from datetime import UTC, datetime

from live import likely_range
from live.polling.hours import NEW_YORK
from tests.environment import ROOT

CASES = json.loads((ROOT / "tests" / "page" / "cases.json").read_text())["likely"]
NOW = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)


def test_each_close_is_told_with_its_ranges() -> None:
    for case in CASES:
        told = likely_range.rows(case["answer"], NOW, NEW_YORK)
        assert [list(astuple(row)) for row in told] == case["rows"]


def test_its_age_is_that_of_the_price_it_starts_from() -> None:
    for case in CASES:
        assert likely_range.age(case["answer"], NOW, NEW_YORK) == case["age"]
