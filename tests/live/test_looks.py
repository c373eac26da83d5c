"""How a visitor wants every page to look, as the session keeps it."""

from typing import Any

import pytest

from live.looks import Look


@pytest.mark.parametrize(
    ("kept", "look"),
    [
        ({}, Look(density="comfortable")),
        (None, Look(density="comfortable")),
        ({"colours": "east", "keys": False}, Look("east", "comfortable", keys=False)),
        ({"colours": "<b>", "keys": "no", "spoken": 0}, Look(density="comfortable")),
        ({"colours": ["safe"], "density": "compact"}, Look(density="compact")),
    ],
)
def test_what_makes_no_sense_counts_as_missing(kept: Any, look: Look) -> None:
    assert Look.read(kept) == look


def test_what_is_as_usual_is_not_kept() -> None:
    assert set(Look().kept().values()) == {None}
    assert Look("safe", keys=False).kept() == {"colours": "safe", "keys": False, "spoken": None}
