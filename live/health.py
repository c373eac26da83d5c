"""Whether this process can serve, and if not, what is wrong, part by part."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection
from redis import RedisError

from live.metrics import names, shared
from live.polling import connection as redis_connection
from live.polling import latest

# Without a poll for this long no price on the page is live; seconds. Beat ticks every second.
LONGEST_SILENCE = 60


@dataclass(frozen=True, slots=True)
class Health:
    """`last_poll_seconds` is the age of the last poll, real seconds; None when there was none or Redis is away."""

    database: bool
    redis: bool
    last_poll_seconds: float | None = None
    problems: list[str] = field(default_factory=list)


def check(now: datetime) -> Health:
    problems = [words for words in [_database()] if words]
    database = not problems
    try:
        known = latest.latest([])
        redis = known.live
    except DatabaseError:  # it was looked for in the database, because Redis is away
        redis = False
    if not redis:
        return Health(database, redis, problems=[*problems, "Redis does not answer"])
    age = known.poll_age(now)
    if age is None:
        return Health(database, redis, problems=[*problems, f"nothing was polled yet: {_who_is_missing()}"])
    if age > LONGEST_SILENCE:
        problems.append(f"the last poll was {age:.0f} s ago: {_who_is_missing()}")
    return Health(database, redis, last_poll_seconds=round(age, 3), problems=problems)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"the database does not answer: {type(error).__name__}"
    return ""


def _who_is_missing() -> str:
    """Which of those that a poll needs tells nothing of itself; a question when all do."""
    try:
        told = shared.read(latest.client(), redis_connection.keys()).gauges
    except RedisError:
        return "do worker and beat run?"
    there = {series.labels[0] for series in told if series.name == names.PROCESSES.name}
    missing = [words for role, words in (("beat", "beat"), ("poll", "a worker of the queue poll")) if role not in there]
    return f"{' and '.join(missing)} cannot be seen" if missing else "do worker and beat run?"
