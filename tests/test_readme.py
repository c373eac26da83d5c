"""The README is true: its settings are those there are, its paths exist, and it stays short."""

import re

import pytest

from tests.environment import ROOT, SETTINGS

README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


def test_the_readme_names_no_setting_that_does_not_exist() -> None:
    table = README.split("## Settings")[1].split("## ")[0]
    named = {
        name for row in re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert named == set(SETTINGS)


def test_the_paths_that_the_readme_names_exist() -> None:
    paths = set(re.findall(r"`((?:live|stocker|tickers|templates|static|docs|tests)/[\w./-]+)`", README))
    paths |= {path for path in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in path}
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_the_readme_can_be_read_in_one_sitting() -> None:
    assert len(README.splitlines()) <= 200
