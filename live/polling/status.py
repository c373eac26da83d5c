"""What a poll knew of the provider, the budget and the markets, as the page is told it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from live.polling.hours import Hours
from live.providers.errors import Refusal
from live.providers.provider import Plan
from live.quotes import Session, iso

WORDS = {
    Refusal.BURST: "The provider asks for a slower pace; prices go on in a moment.",
    Refusal.DAY_SPENT: "The provider's requests for today are spent; it is tried again every hour.",
    Refusal.NOT_ENTITLED: "The provider's plan does not include these prices; check the key and its plan.",
    Refusal.BAD_ANSWER: "The provider answers with something that is no price.",
    Refusal.UNREACHABLE: "The provider cannot be reached; it is tried again.",
}

# The same of one of several providers, after its name.
WHY = {
    "burst": "asks for a slower pace",
    "day_spent": "has no requests left for today",
    "not_entitled": "refuses the key or has no such prices",
    "bad_answer": "answers with something that is no price",
    "unreachable": "cannot be reached",
    "recounting": "waits until its requests are counted anew",
}


def provider_ok(now: datetime) -> dict[str, Any]:
    return {"state": "ok", "since": iso(now), "message": ""}


def recounting(now: datetime) -> dict[str, Any]:
    """Redis lost its count: nothing is asked until what may have been sent is out of the provider's minute."""
    message = "The count of requests was lost; prices go on within a minute."
    return {"state": "recounting", "since": iso(now), "message": message}


def provider_refused(refusal: Refusal, now: datetime) -> dict[str, Any]:
    return {"state": refusal.value, "since": iso(now), "message": WORDS[refusal]}


def changed_provider(before: Mapping[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    """`after`, dated from when its state began."""
    if before and before.get("state") == after["state"]:
        return {**after, "since": before["since"]}
    return after


def source(plan: Plan, provider: Mapping[str, Any], budget: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of one provider of several: its name for people, what its prices are, and how it stands."""
    about = {"source": plan.source, "title": plan.title, "basis": plan.basis.value}
    return {**about, **provider, "budget": dict(budget)}


def overall(sources: Sequence[Mapping[str, Any]], now: datetime, *, spent_today: bool) -> dict[str, Any]:
    """How several providers stand together: well, as long as one answers, with words about who stands in for whom.

    `spent_today` when the first one's day is used up by our own count, before it has refused anything.
    """
    first, *others = sources
    fine = first["state"] in ("ok", "waiting")
    instead = next((one["title"] for one in others if one["state"] == "ok"), None)
    if instead is not None and (spent_today or not fine):
        why = WHY["day_spent" if fine else first["state"]]
        message = f"{first['title']} {why}; where it has no price to give, {instead} does."
        return {"state": "ok", "since": iso(now), "message": message}
    told = {name: first[name] for name in ("state", "since", "message")}
    return told if fine else {**told, "message": f"{first['title']}: {told['message']}"}


def budget(
    plan: Plan, used: Mapping[str, int], next_due_at: datetime | None, every: timedelta | None
) -> dict[str, Any]:
    """What is used of a plan. `used` counts the requests of the rolling `day` and `minute`; `every` is the usual time
    between two requests for a ticker that trades now, None when none does."""
    window, limit = ("day", plan.limits.per_day) if plan.limits.per_day else ("minute", plan.limits.per_minute)
    return {
        "window": window,
        "used": used.get(window, 0),
        "limit": limit,
        "next_due_at": iso(next_due_at) if next_due_at else None,
        "every": round(every.total_seconds(), 1) if every else None,
    }


def build(
    now: datetime,
    plan: Plan,
    provider: Mapping[str, Any],
    budget: Mapping[str, Any],
    markets: Mapping[str, Hours],
    sources: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The whole status; `sources` where there are several, in the order in which they are asked."""
    return {
        "basis": plan.basis.value,
        "source": plan.source,
        "provider": dict(provider),
        "budget": dict(budget),
        "market": {exchange: market(hours, now) for exchange, hours in sorted(markets.items())},
        "at": iso(now),
        **({"sources": [dict(one) for one in sources]} if sources else {}),
    }


def market(hours: Hours, now: datetime) -> dict[str, Any]:
    """What is told of one exchange: its state, and when that changes and when it opens, if that is known."""
    change = hours.next_change(now)
    opens = None if hours.session_at(now) is Session.REGULAR else hours.next_opening(now)
    return {
        "state": hours.session_at(now).value,
        "next_change_at": iso(change) if change else None,
        "opens_at": iso(opens) if opens else None,
        "holiday": hours.holiday_at(now),
        "name": hours.name,
        "zone": hours.zone.key,
    }


def states(status: Mapping[str, Any]) -> tuple[Any, ...]:
    """What viewers must be told at once when it changes: not the counters."""
    markets = tuple((name, market["state"]) for name, market in status["market"].items())
    others = tuple((one["source"], one["state"]) for one in status.get("sources", ()))
    return (status["provider"]["state"], status["basis"], markets, *others)
