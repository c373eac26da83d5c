"""How long a symbol is left alone after a request that brought nothing new, or nothing. Pure."""

from datetime import timedelta

from live.polling.requests import Asked
from live.providers.provider import Plan

# When an answer after the close still shows the day before, the next is asked for after so long.
LATE_CLOSE_RETRIES = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4))
# Where a day has few requests, one symbol whose first price cannot be had must not use them up.
FIRST_PRICE_RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
# A symbol that fails waits twice as long each time, up to this.
LONGEST_BACKOFF = timedelta(minutes=15)
UNKNOWN_BACKOFF = timedelta(hours=12)


def pause(asked: Asked, priced: bool, plan: Plan) -> timedelta:
    """The least time from the request that went so to the next; `priced` when a price is held."""
    least = timedelta(seconds=plan.poll_seconds)
    if not asked.failures:
        return least
    if asked.unknown:
        return UNKNOWN_BACKOFF
    if plan.limits.per_day and not priced:
        return _nth(FIRST_PRICE_RETRIES, asked.failures)
    if plan.entitlement == "end_of_day" and priced:
        return late_close(asked.failures)
    return min(least * 2.0 ** min(asked.failures, 20), LONGEST_BACKOFF)


def late_close(attempts: int) -> timedelta:
    """The pause after so many attempts (at least one) that still saw the day before."""
    return _nth(LATE_CLOSE_RETRIES, attempts)


def _nth(pauses: tuple[timedelta, ...], n: int) -> timedelta:
    return pauses[min(n, len(pauses)) - 1]
