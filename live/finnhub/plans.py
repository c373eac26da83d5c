"""What a Finnhub key gives: real-time prices of tickers on US exchanges, one a request.

https://finnhub.io/docs/api/rate-limit and https://finnhub.io/pricing
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from live.providers import provider
from live.providers.provider import Function, Limits

# A free key's requests a minute. Whatever the plan, 30 a second are the most.
FREE_A_MINUTE = 60
A_SECOND = 30


@dataclass(frozen=True, slots=True)
class Plan(provider.Plan):
    """The operator's plan; its name is what it allows in a minute."""

    title: ClassVar[str] = "Finnhub"
    home: ClassVar[str] = "https://finnhub.io/"
    functions: ClassVar[frozenset[Function]] = frozenset({Function.QUOTE})
    exchanges: ClassVar[frozenset[str] | None] = frozenset({"XNYS"})  # our one code for all that trade in the US

    @classmethod
    def chosen(cls, *, per_minute: int = FREE_A_MINUTE, poll_seconds: float | None = None) -> Self:
        """The plan of a key with so many requests a minute."""
        return cls(
            name=str(per_minute),
            source="finnhub",
            entitlement="realtime",
            bulk=False,
            poll_seconds=10.0 if poll_seconds is None else poll_seconds,
        )

    @property
    def limits(self) -> Limits:
        per_minute = int(self.name)
        return Limits(per_second=min(A_SECOND, per_minute), per_minute=per_minute)
