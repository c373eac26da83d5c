"""What each Alpha Vantage plan allows, and what the operator's own comes to.

https://www.alphavantage.co/premium/ and https://www.alphavantage.co/support/
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from live.providers import provider
from live.providers.provider import SIMULATED, Function, Limits

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
class Plan(provider.Plan):
    """The operator's plan. Raises ValueError in words when its parts contradict each other."""

    title: ClassVar[str] = "Alpha Vantage"
    home: ClassVar[str] = "https://www.alphavantage.co/"
    functions: ClassVar[frozenset[Function]] = frozenset(Function)

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
        provider.Plan.__post_init__(self)

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
            source=SIMULATED if simulated else "alphavantage",
            entitlement=entitlement,
            bulk=simulated and entitlement == "realtime" if bulk is None else bulk,
            poll_seconds=poll_seconds if poll_seconds is not None else (1.0 if simulated else 10.0),
        )

    @property
    def limits(self) -> Limits:
        return LIMITS[self.name]

    def lower(self) -> Self | None:
        if self.bulk:
            return replace(self, bulk=False)
        if self.entitlement == "realtime":
            return replace(self, entitlement="delayed")
        if self.entitlement == "delayed":
            return replace(self, entitlement="end_of_day")
        return None
