"""Who gives the prices, as pages tell it."""

from collections.abc import Mapping
from typing import Any

from live import words
from live.polling import connection


def told() -> list[dict[str, str]]:
    """Each provider in the order in which it is asked: its source, its name for people, its address, its prices."""
    return [
        {"source": plan.source, "title": plan.title, "home": plan.home, "prices": words.prices(plan.entitlement)}
        for plan in connection.plans()
    ]


def titles() -> dict[str, str]:
    """The name of each source, where there are several: with one it goes without saying."""
    plans = connection.plans()
    return {plan.source: plan.title for plan in plans} if len(plans) > 1 else {}


def state_of(status: Mapping[str, Any] | None, source: str) -> str:
    """How the provider of a quote stood at the last poll."""
    if status is None:
        return "ok"
    known = {one["source"]: one["state"] for one in status.get("sources", ())}
    return str(known.get(source, status["provider"]["state"]))
