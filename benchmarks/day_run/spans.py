"""What is recorded: the days, how fast the product lives through them, and the plan it has. Pure.

Wednesday, Thanksgiving, the early close of the Friday, a weekend, Monday; of that the paid run has the first hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from live.alphavantage.plans import LIMITS
from live.polling.hours import NEW_YORK
from live.providers.provider import Limits

SYMBOLS = ("AAPL", "MSFT", "NVDA", "IBM", "KO", "JNJ", "XOM", "SPY")


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the run at one speed, until a moment. Between two the product is ended and started again, which takes
    some seconds: minutes of the clock, or hours."""

    until: datetime
    speed: int


@dataclass(frozen=True, slots=True)
class Run:
    """`plan` names the limits, `simulator` what the simulator grants. `late` are the tickers whose official close
    appears `late_seconds` after the close, where others' is there at once."""

    plan: str
    entitlement: str
    simulator: str
    begins: datetime
    legs: tuple[Leg, ...]
    late: tuple[str, ...] = ()
    late_seconds: int = 0

    @property
    def limits(self) -> Limits:
        return LIMITS[self.plan]

    @property
    def settings(self) -> dict[str, str]:
        return {"ALPHAVANTAGE_PLAN": self.plan, "ALPHAVANTAGE_ENTITLEMENT": self.entitlement}


def _new_york(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


RUNS: Mapping[str, Run] = {
    "free": Run(
        plan="free",
        entitlement="end_of_day",
        simulator="free",
        # Starting takes up to 20 s, hours at this speed: the page is there when the market opens or soon after.
        begins=_new_york(25, 5),
        legs=(Leg(_new_york(30, 20, 30), 1200),),
        late=("KO",),
        late_seconds=3 * 3600,
    ),
    # While the market trades, a price is asked for every 10 s: the product lives no faster than it can do that.
    "75": Run(
        plan="75",
        entitlement="delayed",
        simulator="delayed",
        begins=_new_york(25, 9),
        legs=(
            Leg(_new_york(25, 16, 21), 60),
            # Starting anew takes up to 12 s: 8 hours at this speed, two at the next, so that no opening is missed.
            Leg(_new_york(26, 20), 2400),
            Leg(_new_york(27, 7, 15), 600),
            Leg(_new_york(27, 13, 21), 60),
            Leg(_new_york(29, 20), 2400),
            Leg(_new_york(30, 7, 15), 600),
            Leg(_new_york(30, 10, 31), 60),
        ),
    ),
}
