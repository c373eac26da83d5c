"""How one provider stands in a poll: whether it answers, what is used of its plan, and what stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from live.polling import fallback, status
from live.polling.holds import Held
from live.polling.parts import Parts
from live.polling.spending import Spent
from live.providers.errors import ProviderError
from live.providers.provider import Plan

# A wait that is no longer than this is not worth a word.
SHORT = timedelta(seconds=10)


@dataclass
class Standing:
    """`before` is what was told last, by whichever poll; `provider` how it stands since, None when nobody knows.
    `spent_today` says that of a limited day nothing is left for what was due."""

    parts: Parts
    before: Mapping[str, Any] | None = None
    provider: dict[str, Any] | None = None
    evidence: str = ""
    used: dict[str, int] = field(default_factory=dict)
    held: Held | None = None
    spent_today: bool = False

    @classmethod
    def since(cls, parts: Parts, told: Mapping[str, Any] | None) -> Self:
        """Since the last poll, which told this; None when there was none or it knew nothing of this provider."""
        found = cls(parts, told)
        if told and told["state"] not in ("recounting", "waiting"):
            found.provider = {name: told[name] for name in ("state", "since", "message")}
        return found

    def spent(self, spent: Spent) -> None:
        self.used = {"day": spent.day, "minute": spent.minute}

    def answers(self) -> None:
        self.provider = status.provider_ok(self.parts.now())

    def refuses(self, error: ProviderError) -> None:
        self.provider = status.provider_refused(error.refusal, self.parts.now())
        self.evidence = error.evidence

    def waits(self) -> None:
        """Something is due and not asked for. Where that is because facts or the listing were refused, and will be so
        for long, people are told as though a price had been."""
        now, held = self.parts.now(), self.held
        fine = self.provider is None or self.provider["state"] == "ok"
        if fine and held and held.refusal and not held.lost and held.until - now > SHORT:
            self.provider = status.provider_refused(held.refusal, now)
            self.evidence = ""

    def is_held(self, now: datetime) -> bool:
        """Whether nothing but a probe may be asked."""
        return self.held is not None and (not self.held.lost or now < self.held.until)

    def now(self, plan: Plan) -> dict[str, Any]:
        """State, since when, and words; `plan` is the one that is asked for."""
        now = self.parts.now()
        provider = self.provider or {**status.provider_ok(now), "state": "waiting"}
        if self.held and self.held.lost and now < self.held.until:
            provider = status.recounting(now)
        elif provider["state"] == "ok":
            provider = {**provider, "message": fallback.words(self.parts.plan, plan)}
        return status.changed_provider(self.before, provider)
