"""Which providers the settings mean, in the order in which they are asked for prices. Pure.

To add one: its plan here, its client in `live/clients.py` (docs/providers.md).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from live.alphavantage.plans import Plan as AlphaVantage
from live.finnhub.plans import Plan as Finnhub
from live.providers.provider import Function, Plan

SIMULATED_AS = "alphavantage"
# What is closer to the moment is asked first, where the operator does not say.
NEARNESS = {"realtime": 0, "delayed": 0, "end_of_day": 1}


def chosen(
    names: Sequence[str],
    keys: Mapping[str, str],
    *,
    alphavantage: Mapping[str, Any],
    finnhub: Mapping[str, Any],
    poll_seconds: float | None,
) -> tuple[Plan, ...]:
    """The plans that are asked, the first one first: of what the settings say of each provider. `keys` has each one's
    key, empty where unset; without any the one that the simulator speaks as is asked, whose plan is simulated then.

    Raises ValueError in words that begin with a setting's name.
    """
    plans: dict[str, Callable[[], Plan]] = {
        SIMULATED_AS: partial(AlphaVantage.chosen, key=keys[SIMULATED_AS], poll_seconds=poll_seconds, **alphavantage),
        "finnhub": partial(Finnhub.chosen, poll_seconds=poll_seconds, **finnhub),
    }
    has_key = [name for name in plans if keys[name]] or [SIMULATED_AS]
    unknown = [name for name in names if name not in plans]
    if unknown:
        raise ValueError(f"PROVIDERS must be of {', '.join(plans)}, not {unknown[0]!r}")
    if len(set(names)) < len(names):
        raise ValueError("PROVIDERS must name each provider once")
    without = [name for name in names if name not in has_key]
    if without:
        raise ValueError(f"PROVIDERS names {without[0]}, which needs {without[0].upper()}_API_KEY")
    made = [plans[name]() for name in names or has_key]
    # Of those that gave closing prices alone the day would be shown, and never what moves.
    return tuple(made if names else sorted(made, key=lambda plan: NEARNESS[plan.entitlement]))


def main(plans: Sequence[Plan]) -> Plan:
    """The one that gives facts and history too, else the first: what is kept of a company is kept as its."""
    return next((plan for plan in plans if Function.FACTS in plan.functions), plans[0])
