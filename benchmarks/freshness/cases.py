"""What is run: plans, numbers of symbols, and viewers who stay or come and go. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from benchmarks.freshness import demand
from live.alphavantage.plans import Plan
from live.polling.pace import refreshes_a_second

# A Thursday in New York, 10:00 there.
TRADING = datetime(2026, 11, 19, 15, tzinfo=UTC)
# A Monday, 00:00 UTC: five closes lie in the week.
WEEK = datetime(2026, 11, 16, tzinfo=UTC)
WEEK_SECONDS = 7 * 86_400.0
# How long a viewer stays on average where they come and go; on a plan of closing prices a day, else half an hour.
STAY, STAY_END_OF_DAY = 1800.0, 86_400.0
LATENCY = 0.2
SEED = 7


def plan(name: str, entitlement: str) -> Plan:
    bulk = entitlement == "realtime"
    return Plan(name, "alphavantage", entitlement, bulk=bulk, poll_seconds=10)


PLANS = [
    plan("free", "end_of_day"),
    *(plan(name, "delayed") for name in ("75", "150", "300", "600", "1200")),
    *(plan(name, "realtime") for name in ("75", "1200")),
]
SYMBOLS = (5, 50, 500, 5000)
PATTERNS = ("steady", "churn")


@dataclass(frozen=True, slots=True)
class Case:
    plan: Plan
    symbols: int
    pattern: str

    @property
    def seconds(self) -> float:
        """How long is measured, in whole minutes: four turns of everyone, between a quarter of an hour and half an
        hour; of 5,000 symbols a quarter, so that the whole takes minutes. For closing prices a week."""
        if self.plan.entitlement == "end_of_day":
            return WEEK_SECONDS
        turns = ceil(4 * self.symbols / refreshes_a_second(self.plan) / 60) * 60.0
        return min(max(turns, 900.0), 900.0 if self.symbols >= 5000 else 1800.0)

    @property
    def start(self) -> datetime:
        return WEEK if self.plan.entitlement == "end_of_day" else TRADING

    @property
    def stay(self) -> float:
        return STAY_END_OF_DAY if self.plan.entitlement == "end_of_day" else STAY

    def visits(self) -> Sequence[demand.Visit]:
        if self.pattern == "steady":
            return demand.steady(self.symbols, SEED)
        return demand.churn(self.symbols, self.seconds, self.stay, SEED)


def all_cases() -> list[Case]:
    return [Case(plan, symbols, pattern) for plan in PLANS for symbols in SYMBOLS for pattern in PATTERNS]
