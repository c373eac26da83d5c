"""Who may know whom: the rules of import, read from the code itself."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT

COUNTING = {"live.metrics.names", "live.metrics.tally"}

# Each room and the rooms of ours that it may import; a longer prefix goes before a shorter one.
MAY_IMPORT = {
    "tickers": {"tickers"},
    "live.quotes": set(),
    "live.clock": set(),
    "live.models": {"tickers.models"},
    # Counting is everybody's; telling of it is not.
    "live.metrics.names": set(),
    "live.metrics.tally": COUNTING,
    "live.metrics": {
        "live.metrics",
        "live.health",
        "live.release",
        "live.polling",
        "live.providers.errors",
        "live.providers.provider",
        "live.quotes",
    },
    "live.providers": {"live.providers", "live.quotes", *COUNTING},
    "live.alphavantage": {"live.alphavantage", "live.providers", "live.quotes", "live.clock"},
    "live.finnhub": {"live.finnhub", "live.providers", "live.quotes"},
    "live.polling": {
        *("live.polling", "live.providers", "live.quotes", "live.clock", "live.models"),
        *COUNTING,
        "live.insight.splits",  # pure: a change of a day is not to be a split's
    },
    "live.insight": {
        *("live.insight", "live.polling", "live.providers", "live.quotes", "live.clock", "live.models"),
    },
    "live.push": {
        *("live.push", "live.polling", "live.quotes", "live.clock", "live.providers.provider"),
        *("live.limits.rate", "live.limits.refusals"),
        *COUNTING,
        "live.insight.forecast.answer",
        "tickers.symbols",
    },
    "live.limits": {"live.limits", "live.polling", "tickers", *COUNTING},
    "live.management.commands.up": {"stocker.up"},  # a command's place, and no more
    "live": {"live", "tickers"},
}

# These decide, and do nothing: the standard library and each other is all they know.
PURE = [
    "live.metrics.names",
    "live.metrics.tally",
    "live.metrics.access",
    "live.running",
    "stocker.log_lines",
    "live.quotes",
    "live.formats",
    "live.words",
    "live.money",
    "live.rows",
    "live.columns",
    "live.row_past",
    "live.arrangement",
    "live.looks",
    "live.list_csv",
    "live.board.ranking",
    "live.insight.shares",
    "live.insight.sheet",
    "live.insight.closing",
    "live.insight.minutes",
    "live.insight.past",
    "live.insight.ranges",
    "live.insight.returns",
    "live.sparkline",
    "live.insight.splits",
    "live.insight.usual",
    "live.likely_range",
    "live.insight.forecast.start",
    "live.insight.forecast.answer",
    "live.insight.forecast.outlook",
    "live.insight.forecast.likely",
    "live.insight.forecast.moves",
    "live.insight.forecast.volatility",
    "live.insight.forecast.calibration",
    "live.insight.forecast.weights",
    "live.insight.forecast.walk",
    "live.insight.forecast.soundness",
    "live.insight.forecast.estimate",
    "live.providers.provider",
    "live.finnhub.plans",
    "live.finnhub.quote",
    "live.finnhub.refusals",
    "live.alphavantage.plans",
    "live.providers.errors",
    "live.providers.series",
    "live.providers.facts",
    "live.alphavantage.refusals",
    "live.alphavantage.answers",
    "live.alphavantage.global_quote",
    "live.alphavantage.bulk_quotes",
    "live.alphavantage.time_series",
    "live.alphavantage.company",
    "live.alphavantage.fund",
    "live.providers.fields",
    "live.alphavantage.lenient",
    "live.alphavantage.listing",
    "live.providers.bodies",
    "live.providers.secret",
    "live.providers.sending",
    "live.providers.json_bodies",
    "live.alphavantage.simulator.noise",
    "live.alphavantage.simulator.sessions",
    "live.alphavantage.simulator.levels",
    "live.alphavantage.simulator.path",
    "live.alphavantage.simulator.prices",
    "live.alphavantage.simulator.quotes",
    "live.alphavantage.simulator.histories",
    "live.alphavantage.simulator.companies",
    "live.alphavantage.simulator.refusals",
    "live.alphavantage.simulator.answers",
    "live.alphavantage.simulator.grant",
    "live.alphavantage.simulator.limits",
    "live.alphavantage.simulator.faults",
    "live.alphavantage.simulator.reply",
    "live.alphavantage.simulator.provider",
    "live.alphavantage.simulator.wire",
    "live.alphavantage.simulator.control",
    "live.polling.hours",
    "live.polling.exchanges",
    "live.polling.calendar_days",
    "live.polling.market",
    "live.polling.requests",
    "live.polling.pace",
    "live.polling.pauses",
    "live.polling.scouts",
    "live.polling.blame",
    "live.polling.spare",
    "live.polling.spending",
    "live.polling.admission",
    "live.polling.planner",
    "live.polling.shares",
    "live.polling.judge",
    "live.polling.market_value",
    "live.polling.status",
    "live.polling.standing_in",
    "live.polling.keys",
    "live.push.frames",
    "live.push.messages",
    "live.push.requests",
    "live.push.sets",
    "live.push.picture",
    "live.push.continuity",
    "live.push.status",
    "live.push.origin",
    "live.limits.rate",
    "live.limits.address",
    "live.limits.refusals",
    "live.limits.sockets",
    "live.push.timing",
    "live.push.pings",
    "tickers.symbols",
    "tickers.listing",
    "tickers.picks",
    "tickers.editing",
    "tickers.plain_cells",
    "tickers.imports",
    "tickers.entries",
    "tickers.index",
]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def modules() -> list[Path]:
    rooms = [path for room in ("tickers", "live") for path in (ROOT / room).rglob("*.py")]
    return sorted(path for path in rooms if "migrations" not in path.parts)


def imports(path: Path) -> set[str]:
    """The modules that this file names in an import, with the names taken from them, wherever it stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, rooms: set[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("path", modules(), ids=module_of)
def test_no_arrow_goes_up(path: Path) -> None:
    module = module_of(path)
    allowed = next(rooms for room, rooms in MAY_IMPORT.items() if within(module, {room}))
    ours = {name for name in imports(path) if within(name, {"tickers", "live", "stocker", "tests"})}
    assert {name for name in ours if not within(name, allowed)} == set()


@pytest.mark.parametrize("modules", ["stocker.asgi", "live.tasks, live.worker", "stocker.serve"])
def test_no_server_and_no_worker_loads_pandas(modules: str) -> None:
    """Only the process that reads the exchange calendars does, and it ends when it has."""
    script = f"import django; django.setup(); import sys, {modules}; print(*sys.modules)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "stocker.settings"}
    run = [sys.executable, "-c", script]
    loaded = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert "live.models" in loaded
    assert not {"pandas", "numpy", "exchange_calendars", "live.polling.calendars"} & set(loaded)


def is_pure(name: str) -> bool:
    return name.split(".")[0] in sys.stdlib_module_names or within(name, set(PURE))


@pytest.mark.parametrize("module", PURE)
def test_what_decides_knows_no_framework(module: str) -> None:
    path = ROOT / Path(*module.split(".")).with_suffix(".py")
    assert {name for name in imports(path) if not is_pure(name)} == set()
