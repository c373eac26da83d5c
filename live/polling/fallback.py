"""What is asked for when the key's plan turns out to have less than the settings say.

The provider answers "not entitled": the next lower rung is tried, said once, and kept for some hours; then the plan is
tried again as it is set. Changing the settings begins anew.
"""

import json
from dataclasses import replace
from typing import Any, cast

from redis.asyncio import Redis

from live.polling.keys import Keys
from live.providers.provider import Plan

# After so long the plan is tried again as it is set; seconds.
KEPT_SECONDS = 6 * 3600

WORDS = {
    "realtime": "The provider's plan has no bulk quotes; each ticker is asked for by itself.",
    "delayed": "The provider's plan has no real-time prices; those shown are 15 minutes delayed.",
    "end_of_day": "The provider's plan has closing prices only; those are shown.",
}


def words(plan: Plan, asked: Plan) -> str:
    """What people are told while `asked` stands in for `plan`; nothing when it does not. Pure."""
    return "" if asked == plan else WORDS[asked.entitlement]


async def read(redis: Redis, keys: Keys, plan: Plan) -> Plan:
    """The plan that is asked for now: as it is set, or what it fell back to."""
    text = await redis.get(keys.fallback)
    kept = json.loads(text) if text else None
    if kept is None or kept["for"] != _name(plan):
        return plan
    return replace(plan, entitlement=kept["entitlement"], bulk=kept["bulk"])


async def write(redis: Redis, keys: Keys, plan: Plan, asked: Plan) -> None:
    """Keep that `asked` stands in for `plan`."""
    kept: dict[str, Any] = {"for": _name(plan), "entitlement": asked.entitlement, "bulk": asked.bulk}
    await cast(Any, redis.set(keys.fallback, json.dumps(kept), ex=KEPT_SECONDS))


def _name(plan: Plan) -> str:
    return f"{plan.name} {plan.entitlement} {plan.bulk}"
