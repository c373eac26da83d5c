"""What a poll tells beside the prices: how provider, budget and markets stand; the log has the provider's changes."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from live.polling import fallback, status
from live.polling.holds import Held
from live.polling.known import Known
from live.polling.parts import Parts
from live.polling.planner import Outlook
from live.polling.spending import Spent
from live.providers.errors import ProviderError
from live.providers.provider import Plan

log = logging.getLogger(__name__)

# Without news an empty batch tells the hubs that nothing was missed.
EMPTY_BATCH_AFTER = timedelta(seconds=5)


@dataclass
class Bulletin:
    """`before` is what was told last, by whichever poll; `provider` how it stands since, None when nobody knows."""

    parts: Parts
    before: dict[str, Any] | None
    provider: dict[str, Any] | None = None
    evidence: str = ""
    used: dict[str, int] = field(default_factory=dict)
    held: Held | None = None

    @classmethod
    async def read(cls, parts: Parts) -> Self:
        """What the last poll left."""
        text = await parts.redis.get(parts.keys.status)
        before = json.loads(text) if text else None
        found = cls(parts, before)
        if before and before["provider"]["state"] != "recounting":
            found.provider = before["provider"]
        return found

    def spent(self, spent: Spent) -> None:
        self.used = {"day": spent.day, "minute": spent.minute}

    def answers(self) -> None:
        self.provider = status.provider_ok(self.parts.now())

    def refuses(self, error: ProviderError) -> None:
        self.provider = status.provider_refused(error, self.parts.now())
        self.evidence = error.evidence

    def is_due(self, plan: Plan, outlook: Outlook, known: Known) -> bool:
        """Whether something is to be told though no price came."""
        if self.before is None:
            return True
        due = datetime.fromisoformat(self.before["at"]) + EMPTY_BATCH_AFTER
        return self.parts.now() >= due or status.states(self.before) != status.states(self.now(plan, outlook, known))

    def now(self, plan: Plan, outlook: Outlook, known: Known) -> dict[str, Any]:
        """The status as it is; `plan` is the one that is asked for."""
        parts, now = self.parts, self.parts.now()
        markets = {listed.exchange: parts.hours(listed.exchange, now) for listed in known.listed.values()}
        dues = [outlook.next_due(watched) for watched in outlook.watched]
        soonest = min((due for due in dues if due), default=None)
        provider = self.provider or {**status.provider_ok(now), "state": "waiting"}
        if self.held and self.held.lost and now < self.held.until:
            provider = status.recounting(now)
        elif provider["state"] == "ok":
            provider = {**provider, "message": fallback.words(parts.plan, plan)}
        provider = status.changed_provider(self.before and self.before["provider"], provider)
        return status.build(now, plan, provider, self.used, soonest, _usual_interval(plan, outlook), markets)

    def told(self, said: dict[str, Any]) -> None:
        """This goes out. The log says it once when the provider fails and once when it is back."""
        self._log_transition(said)
        self.before = said

    def _log_transition(self, said: Mapping[str, Any]) -> None:
        was = self.before["provider"]["state"] if self.before else "waiting"
        state = said["provider"]["state"]
        if state == was:
            return
        if state == "ok":
            log.info("the provider answers")
        elif state != "waiting":
            log.warning("the provider: %s %s", said["provider"]["message"], self.evidence)


def _usual_interval(plan: Plan, outlook: Outlook) -> timedelta | None:
    """The median time between two requests for the symbols that trade now."""
    if plan.entitlement == "end_of_day" or not outlook.intervals:
        return None
    return sorted(outlook.interval(watched) for watched in outlook.watched)[len(outlook.watched) // 2]
