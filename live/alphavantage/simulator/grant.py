"""What the simulator's one key may do."""

from dataclasses import dataclass
from typing import Self

from live.alphavantage.plans import ENTITLEMENTS, LIMITS, Plan
from live.providers.provider import Limits

# Names for --plan, beside those of the limits: a small paid plan with delayed prices, the largest with real-time.
NAMES = (*LIMITS, "delayed", "realtime")


@dataclass(frozen=True, slots=True)
class Grant:
    """The limits, the best prices, and whether bulk quotes are given."""

    name: str
    limits: Limits
    entitlement: str
    bulk: bool

    @classmethod
    def of(cls, plan: Plan) -> Self:
        return cls(plan.name, plan.limits, plan.entitlement, plan.bulk)

    @classmethod
    def named(cls, name: str) -> Self:
        """The grant that one of `NAMES` means. A number has all that a plan of that size can have."""
        if name == "delayed":
            return cls.of(Plan.chosen(key="", name="75", entitlement="delayed"))
        return cls.of(Plan.chosen(key="", name="1200" if name == "realtime" else name))

    def gives(self, entitlement: str) -> bool:
        return ENTITLEMENTS.index(entitlement) <= ENTITLEMENTS.index(self.entitlement)

    def __str__(self) -> str:
        return f"{self.name} ({self.entitlement}{', bulk' if self.bulk else ''})"
