"""What a poll tells beside the prices: how providers, budgets and markets stand; the log has the providers' changes."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from live.polling import admission, status
from live.polling.lane import Lane
from live.polling.parts import Parts
from live.polling.planner import Outlook
from live.providers.provider import Plan

log = logging.getLogger(__name__)

# Without news an empty batch tells the hubs that nothing was missed.
EMPTY_BATCH_AFTER = timedelta(seconds=5)


@dataclass
class Bulletin:
    """`before` is what was told last, by whichever poll."""

    parts: Parts
    before: dict[str, Any] | None

    @classmethod
    async def read(cls, parts: Parts) -> Self:
        """What the last poll left."""
        text = await parts.redis.get(parts.public.status)
        return cls(parts, json.loads(text) if text else None)

    def of(self, source: str) -> Mapping[str, Any] | None:
        """What was told last of this provider."""
        return _of(self.before, source) if self.before else None

    def is_due(self, lanes: Sequence[Lane]) -> bool:
        """Whether something is to be told though no price came."""
        if self.before is None:
            return True
        due = datetime.fromisoformat(self.before["at"]) + EMPTY_BATCH_AFTER
        return self.parts.now() >= due or status.states(self.before) != status.states(self.now(lanes))

    def now(self, lanes: Sequence[Lane]) -> dict[str, Any]:
        """The status as it is: of the first provider, and of each where there are several."""
        parts, now, first = self.parts, self.parts.now(), lanes[0]
        markets = {listed.exchange: parts.hours(listed.exchange, now) for listed in first.known.listed.values()}
        told = [lane.standing.now(lane.plan) for lane in lanes]
        budgets = [_budget(lane) for lane in lanes]
        if len(lanes) == 1:
            return self._with_who_waits(status.build(now, first.plan, told[0], budgets[0], markets), first)
        sources = [
            status.source(lane.plan, provider, budget)
            for lane, provider, budget in zip(lanes, told, budgets, strict=True)
        ]
        overall = status.overall(sources, now, spent_today=first.standing.spent_today)
        overall = status.changed_provider(self.before and self.before["provider"], overall)
        return self._with_who_waits(status.build(now, first.plan, overall, budgets[0], markets, sources), first)

    def _with_who_waits(self, said: dict[str, Any], lane: Lane) -> dict[str, Any]:
        """The same; when there are more tickers than places, that in words, and how many wait."""
        known = lane.known
        if not known.waiting:
            return said
        provider = said["provider"]
        if provider["state"] in ("ok", "waiting"):
            full = admission.words(known.picked, self.parts.places)
            provider = {**provider, "message": f"{provider['message']} {full}".strip()}
        return {**said, "provider": provider, "waiting": len(known.waiting)}

    def told(self, said: dict[str, Any], lanes: Sequence[Lane]) -> None:
        """This goes out. The log says it once when a provider fails and once when it is back."""
        for lane in lanes:
            name = f"the provider {lane.plan.title}" if len(lanes) > 1 else "the provider"
            _log_transition(name, self.of(lane.plan.source), _of(said, lane.plan.source), lane.standing.evidence)
        waited, waiting = (self.before or {}).get("waiting", 0), said.get("waiting", 0)
        if waiting and not waited:
            log.warning("MAX_ACTIVE_SYMBOLS is reached: %s", admission.words(lanes[0].known.picked, self.parts.places))
        elif waited and not waiting:
            log.info("every ticker that is watched has a place again")
        self.before = said


def _of(said: Mapping[str, Any], source: str) -> Mapping[str, Any] | None:
    if "sources" in said:
        return next((one for one in said["sources"] if one["source"] == source), None)
    return said["provider"] if said["source"] == source else None


def _log_transition(name: str, before: Mapping[str, Any] | None, said: Mapping[str, Any] | None, evidence: str) -> None:
    was = before["state"] if before else "waiting"
    if said is None or said["state"] == was:
        return
    if said["state"] == "ok":
        log.info("%s answers", name)
    elif said["state"] != "waiting":
        log.warning("%s: %s %s", name, said["message"], evidence)


def _budget(lane: Lane) -> dict[str, Any]:
    dues = [lane.outlook.next_due(watched) for watched in lane.outlook.watched]
    soonest = min((due for due in dues if due), default=None)
    return status.budget(lane.plan, lane.standing.used, soonest, _usual_interval(lane.plan, lane.outlook))


def _usual_interval(plan: Plan, outlook: Outlook) -> timedelta | None:
    """The median time between two requests for the symbols that trade now."""
    if plan.entitlement == "end_of_day" or not outlook.intervals:
        return None
    return sorted(outlook.interval(watched) for watched in outlook.watched)[len(outlook.watched) // 2]
