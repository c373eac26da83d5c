"""The one clock: the machine's, or one that began elsewhere and runs faster."""

from pathlib import Path

import pytest

from live.clock import Clock


def test_the_real_clock_is_the_machines(tmp_path: Path) -> None:
    assert Clock.parse("real", tmp_path / "origin").at(1_763_560_800.5) == 1_763_560_800.5


def test_a_faster_clock_is_the_same_in_every_process(tmp_path: Path) -> None:
    one = Clock.parse("2026-11-20T14:00Z@60", tmp_path / "origin")
    other = Clock.parse("2026-11-20T14:00Z@60", tmp_path / "origin")
    assert one == other
    assert one.at(one.origin) == 1_795_183_200  # 2026-11-20 14:00 UTC
    assert one.at(one.origin + 10) - one.at(one.origin) == pytest.approx(600)


@pytest.mark.parametrize("text", ["", "now", "2026-11-20T14:00@60", "2026-11-20T14:00Z", "2026-11-20T14:00Z@0", "@2"])
def test_a_text_that_is_no_clock_is_refused_in_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must be 'real' or '<start>@<speed>'"):
        Clock.parse(text, tmp_path / "origin")
