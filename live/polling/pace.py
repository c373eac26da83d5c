"""How many requests a plan lasts for, and the parts of its minute that are left to some. Pure."""

from live.polling.requests import BULK_SYMBOLS
from live.providers.provider import Plan

# The provider's window and ours do not begin at the same instant: a part of each minute is left alone.
MINUTE_MARGIN = 0.05
# Of a minute so many requests are left to facts and history, as long as they want any; otherwise prices have them too.
INSIGHT_A_MINUTE = 2


def requests_a_second(plan: Plan) -> float:
    """What the plan allows for as long as anyone asks."""
    limits = plan.limits
    if limits.per_minute is None:
        return limits.per_second
    return min(limits.per_second, int(limits.per_minute * (1 - MINUTE_MARGIN)) / 60)


def refreshes_a_second(plan: Plan) -> float:
    """How many symbols can have a newer price in a second."""
    return requests_a_second(plan) * (BULK_SYMBOLS if plan.bulk else 1)
