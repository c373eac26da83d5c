"""The benchmark counts forecasts that were made before their days, and reports them."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.forecast import goals, runs, simulated
from benchmarks.forecast.__main__ import BESIDE, histories
from benchmarks.forecast.files import History
from live.insight.forecast.estimate import estimate
from live.insight.forecast.outlook import HORIZONS
from tests.environment import ROOT
from tests.live.insight.forecast.bars import wandering

WALK = History("WALK", wandering(700))


def written(folder: Path, histories: list[History]) -> Path:
    for history in histories:
        lines = [f"{bar.day},{bar.close}" for bar in history.bars]
        (folder / f"{history.name}.csv").write_text("\n".join(["date,close", *lines]))
    return folder


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.forecast", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_every_day_after_the_first_is_counted_once_for_each_horizon() -> None:
    moves = len(WALK.bars) - 1
    tallies = runs.long(WALK).tallies
    assert [tallies[days].days for days in HORIZONS] == [moves - runs.UNCOUNTED - days + 1 for days in HORIZONS]


def test_a_short_window_forecasts_what_the_product_would_from_the_same_bars() -> None:
    ((place, forecast),) = runs.windows(WALK.bars, every=1000)
    daily = WALK.bars[place - 99 : place + 1]
    made = estimate(daily, runs.weeks_of(WALK.bars)).horizons[1]
    assert (len(daily), forecast[0]) == (100, (made.low90, made.low50, made.high50, made.high90))


def test_days_before_the_asked_one_are_not_counted() -> None:
    assert runs.long(WALK, since=WALK.bars[-10].day).tallies[1].days == 10


def test_a_folder_of_histories_becomes_a_table_with_its_goals(tmp_path: Path) -> None:
    short = History("SHORT", WALK.bars[:50])
    ran = run(str(written(tmp_path, [WALK, short])), "--every", "40")
    assert "SHORT: left out, 50 days" in ran.stdout
    assert ran.stdout.count("| WALK |") == 2
    assert ran.stdout.count("| mean |") == 2
    verdicts = [line for line in ran.stdout.splitlines() if line.startswith(("met ", "MISSED "))]
    assert len(verdicts) == 8
    assert ran.returncode == any(line.startswith("MISSED") for line in verdicts)


def test_a_bad_file_ends_it_in_words(tmp_path: Path) -> None:
    (tmp_path / "IBM.csv").write_text("date,close\n2026-11-20,dear\n")
    ran = run(str(tmp_path))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "bench-forecast: IBM.csv, line 2: IBM: close is no number: dear\n"


def test_the_simulators_prices_serve_where_there_are_no_others() -> None:
    found = simulated.histories(days=120)
    assert [len(history.bars) for history in found] == [120] * len(simulated.TICKERS)
    assert all(bar.high > bar.low for history in found for bar in history.bars)


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no price histories here")
def test_the_goals_are_met_on_some_real_histories() -> None:
    chosen = [one for one in histories(None)[1] if one.name in {"SP500", "NASDAQ", "JNJ", "RRC"}]
    results = [runs.long(history) for history in chosen]
    assert [words for words, met in goals.lines(results, "constant 250", goals.LONG_GAIN, ewma=True) if not met] == []


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no price histories here")
def test_with_a_hundred_days_every_tenth_day_comes_near_the_goals() -> None:
    """A tenth of the days leaves chance twice the room that the goals have; all of them take minutes."""
    chosen = [one for one in histories(None)[1] if one.name in {"SP500", "JNJ"}]
    for result in [runs.short(history, every=10) for history in chosen]:
        next_day = result.tallies[1]
        assert next_day.part(next_day.inside90) == pytest.approx(0.9, abs=0.04)
        assert next_day.part(next_day.inside50) == pytest.approx(0.5, abs=0.06)
        assert result.against("constant 100") < 0.97
