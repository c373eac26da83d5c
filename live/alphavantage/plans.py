"""What each Alpha Vantage plan allows, and what the operator's own comes to.

https://www.alphavantage.co/premium/ and https://www.alphavantage.co/support/
"""

from dataclasses import dataclass
from typing import Self

from live.quotes import Basis


@dataclass(frozen=True, slots=True)
class Limits:
    """The most requests in any rolling day (24 h), minute (60 s) and second; None is no limit."""

    per_second: int
    per_minute: int | None = None
    per_day: int | None = None


LIMITS = {
    "free": Limits(per_second=1, per_day=25),
    "75": Limits(per_second=5, per_minute=75),
    "150": Limits(per_second=5, per_minute=150),
    "300": Limits(per_second=10, per_minute=300),
    "600": Limits(per_second=20, per_minute=600),
    "1200": Limits(per_second=30, per_minute=1200),
}

ENTITLEMENTS = ("end_of_day", "delayed", "realtime")


@dataclass(frozen=True, slots=True)
class Plan:
    """The operator's plan. Raises ValueError in words when its parts contradict each other.

    `entitlement` is what the provider gives, also of a simulated one; `basis` is what a price is called.
    `poll_seconds` is the least time between two requests for one symbol.
    """

    name: str
    source: str
    entitlement: str
    bulk: bool
    poll_seconds: float

    def __post_init__(self) -> None:
        if self.name not in LIMITS:
            raise ValueError(f"ALPHAVANTAGE_PLAN must be one of {', '.join(LIMITS)}, not {self.name!r}")
        if self.entitlement not in ENTITLEMENTS:
            raise ValueError(
                f"ALPHAVANTAGE_ENTITLEMENT must be one of {', '.join(ENTITLEMENTS)}, not {self.entitlement!r}"
            )
        if self.name == "free" and self.entitlement != "end_of_day":
            raise ValueError("ALPHAVANTAGE_ENTITLEMENT must be end_of_day on the free plan, which has nothing else")
        if self.bulk and self.entitlement != "realtime":
            raise ValueError("ALPHAVANTAGE_BULK needs ALPHAVANTAGE_ENTITLEMENT=realtime")
        if not 0 < self.poll_seconds <= 86_400:
            raise ValueError("POLL_SECONDS must be above 0 and at most 86400")

    @classmethod
    def chosen(
        cls,
        *,
        key: str,
        name: str | None = None,
        entitlement: str | None = None,
        bulk: bool | None = None,
        poll_seconds: float | None = None,
    ) -> Self:
        """The plan that these settings mean, None where one is unset; without a key it is the simulator's."""
        simulated = not key
        name = name or ("1200" if simulated else "free")
        if entitlement is None:
            paid = "realtime" if simulated else "delayed"
            entitlement = "end_of_day" if name == "free" else paid
        return cls(
            name=name,
            source="simulated" if simulated else "alphavantage",
            entitlement=entitlement,
            bulk=simulated and entitlement == "realtime" if bulk is None else bulk,
            poll_seconds=poll_seconds if poll_seconds is not None else (1.0 if simulated else 10.0),
        )

    @property
    def limits(self) -> Limits:
        return LIMITS[self.name]

    @property
    def simulated(self) -> bool:
        return self.source == "simulated"

    @property
    def basis(self) -> Basis:
        """What a price of this plan is called: a simulated one is never called anything else."""
        return Basis.SIMULATED if self.simulated else Basis(self.entitlement)
