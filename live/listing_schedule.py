"""When the listing is loaded again: each day, or each week where a day has few requests; later after a refusal."""

from datetime import datetime, timedelta

from live.models import ListingSync
from live.providers.provider import Plan

EVERY = timedelta(days=1)
EVERY_ON_A_LIMITED_DAY = timedelta(days=7)
# A refusal is not repeated every hour: each attempt costs a request.
AFTER_A_REFUSAL = timedelta(hours=6)
AFTER_A_REFUSAL_ON_A_LIMITED_DAY = timedelta(days=1)
# Attempts are kept for so long.
KEPT = timedelta(days=90)


def is_due(plan: Plan, now: datetime) -> bool:
    """Whether this plan's listing is to be loaded at `now`."""
    last = ListingSync.objects.filter(source=plan.source).order_by("-at").first()
    if last is None:
        return True
    limited = plan.limits.per_day is not None
    if last.loaded:
        return now - last.at >= (EVERY_ON_A_LIMITED_DAY if limited else EVERY)
    return now - last.at >= (AFTER_A_REFUSAL_ON_A_LIMITED_DAY if limited else AFTER_A_REFUSAL)


def remember(plan: Plan, now: datetime, *, loaded: bool, outcome: str) -> None:
    """Write down an attempt, and forget those of long ago."""
    ListingSync.objects.create(source=plan.source, at=now, loaded=loaded, outcome=outcome)
    ListingSync.objects.filter(at__lt=now - KEPT).delete()
