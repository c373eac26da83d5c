"""Numbers and words are the same from the server and in the browser: one table of cases holds both."""

import json
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import playwright
import pytest

from live import formats, words
from live.quotes import Quote, State
from tests.environment import ROOT

CASES = json.loads((ROOT / "tests" / "page" / "cases.json").read_text())
NOW = datetime.fromisoformat("2026-11-20T18:05:00Z")
NEW_YORK = ZoneInfo("America/New_York")
BLANK = {
    "symbol": "AAPL",
    "source": "alphavantage",
    "basis": "realtime",
    "state": "fresh",
    "trading_day": "2026-11-20",
    "fetched_at": "2026-11-20T18:05:00.000000Z",
}


def quote(values: dict[str, Any]) -> Quote:
    return Quote.from_wire(dict.fromkeys(Quote.__dataclass_fields__) | BLANK | values)


@pytest.mark.parametrize("name", ["number", "change", "percent", "direction", "compact", "gained", "age"])
def test_a_number_is_written_as_the_table_says(name: str) -> None:
    for given, text in CASES[name]:
        values = [None if value is None else Decimal(repr(value)) for value in given]
        assert getattr(formats, name)(*values) == text


def test_a_price_has_its_place_in_the_year() -> None:
    for given, text in CASES["year_range"]:
        low, high, price = (None if value is None else Decimal(repr(value)) for value in given)
        assert low is not None
        assert high is not None
        assert words.year_range(low, high, price) == text


def test_a_market_value_of_the_provider_s_own_is_told_with_its_day() -> None:
    for day, text in CASES["told_value"]:
        assert words.told_value(day and date.fromisoformat(day), NOW, NEW_YORK) == text


def test_a_price_says_how_old_it_is_and_why() -> None:
    for case in CASES["freshness"]:
        given = quote(case["quote"])
        assert words.freshness(given, NOW, NEW_YORK, case.get("provider", "ok")) == case["words"]
        assert words.mark(given, NOW) == case["state"]


def test_a_price_outside_regular_hours_is_told_apart() -> None:
    for values, text in CASES["extended"]:
        assert words.extended(quote(values)) == text


@pytest.mark.parametrize("name", ["market", "exchange"])
def test_an_exchange_is_told_in_its_own_zone(name: str) -> None:
    for known, text in CASES[name]:
        assert getattr(words, name)(known, NOW) == text


def test_a_row_says_what_its_exchange_does_when_prices_do_not_follow_it() -> None:
    for known, state, text in CASES["trading"]:
        assert words.trading(known, State(state), NOW) == text


def test_a_provider_that_answers_may_have_something_to_say() -> None:
    for known, text in CASES["notice"]:
        assert words.notice(known) == text


@pytest.mark.parametrize("name", ["provider", "budget"])
def test_the_status_is_told_in_words(name: str) -> None:
    for known, text in CASES[name]:
        assert getattr(words, name)(known, NOW, NEW_YORK) == text


def test_the_page_s_modules_write_the_same_and_keep_their_other_promises() -> None:
    files = sorted(str(file) for file in (ROOT / "tests" / "page").glob("*.test.mjs"))
    run = subprocess.run([node(), "--test", *files], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def node() -> str:
    """The machine's node, or the one that drives the browser in other tests."""
    return shutil.which("node") or str(Path(playwright.__file__).parent / "driver" / "node")
