"""How the product stands at this moment, as everybody sees it: budget, what is watched, how old its prices are.

Read when somebody asks. Fails open: of what is away nothing is told, and what answers is.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from redis import RedisError

from live import health
from live.health import Health
from live.metrics import reporter, shared
from live.metrics.shared import Told
from live.polling import connection, latest, leases
from live.polling.budget import DAY, MINUTE, SECOND
from live.polling.pace import MINUTE_MARGIN
from live.polling.spending import Purpose
from live.providers.provider import Plan
from live.quotes import Quote, State

NOTHING = Told({}, {})


@dataclass(frozen=True, slots=True)
class Window:
    """What a rolling window of a provider's plan allows, and what is used of it."""

    source: str
    name: str
    limit: int
    used: int


@dataclass(frozen=True, slots=True)
class Product:
    """`told` is what processes told; `providers` has the state of each source; `states` counts the picked symbols by
    the state of their quote; `oldest` is the age of the one that was fetched longest ago, in seconds, None without.
    """

    health: Health
    told: Told = NOTHING
    providers: Mapping[str, str] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    picked: int | None = None
    spare: int | None = None
    states: Mapping[State, int] = field(default_factory=dict)
    oldest: float | None = None


def look(now: datetime) -> Product:
    found = health.check(now)
    if not found.redis:
        return Product(found)
    redis, keys = latest.client(), connection.keys()
    try:
        reporter.tell()  # so that what this process counted just now is in it
        told = shared.read(redis, keys)
        windows = tuple(window for plan in connection.plans() for window in _windows(redis, plan, now))
        wanted = leases.wanted_now(redis, keys)
        known = latest.latest(list(wanted.picked))
    except (RedisError, DatabaseError):
        return Product(found)
    return Product(
        health=found,
        told=told,
        providers=_providers(known.status),
        windows=windows,
        picked=len(wanted.picked),
        spare=len(wanted.spare),
        states=Counter(quote.seen_at(now).state for quote in known.quotes.values()),
        oldest=oldest(known.quotes, now),
    )


def oldest(quotes: Mapping[str, Quote], now: datetime) -> float | None:
    """The seconds since the price was fetched that was fetched longest ago."""
    fetched = [quote.fetched_at for quote in quotes.values() if quote.price is not None and quote.fetched_at]
    return max((now - min(fetched)).total_seconds(), 0.0) if fetched else None


def _providers(status: Mapping[str, Any] | None) -> dict[str, str]:
    """Source → state, as the last poll knew it."""
    if status is None:
        return {}
    several = status.get("sources")
    return {one["source"]: one["state"] for one in several or [{**status["provider"], "source": status["source"]}]}


def _windows(redis: Any, plan: Plan, now: datetime) -> tuple[Window, ...]:
    """As the budget counts them: of the minute our margin is taken off, a second is by when requests arrive."""
    keys, limits, at = connection.keys_of(plan), plan.limits, now.timestamp()
    logs = [keys.budget(purpose) for purpose in Purpose]
    found = [
        ("second", limits.per_second, SECOND * 1.1, [keys.arriving]),
        ("minute", int((limits.per_minute or 0) * (1 - MINUTE_MARGIN)), MINUTE, logs),
        ("day", limits.per_day or 0, DAY, logs),
    ]
    limited = [window for window in found if window[1]]
    pipe = redis.pipeline(transaction=False)
    for _, _, seconds, counted in limited:
        for log in counted:
            pipe.zcount(log, f"({at - seconds}", "+inf")
    counts = iter(pipe.execute())
    return tuple(
        Window(plan.source, name, limit, sum(next(counts) for _ in counted)) for name, limit, _, counted in limited
    )
