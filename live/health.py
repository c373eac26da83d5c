"""Whether this process can serve, and if not, what is wrong."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection

from live.polling import latest

# Without a poll for this long no price on the page is live; seconds. Beat ticks every second.
LONGEST_SILENCE = 60


@dataclass(frozen=True, slots=True)
class Health:
    """`last_poll_seconds` is the age of the last poll; None when there was none or Redis is away."""

    database: bool
    redis: bool
    last_poll_seconds: float | None = None
    problems: list[str] = field(default_factory=list)


def check(now: datetime) -> Health:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Health(database=False, redis=False, problems=[f"the database does not answer: {type(error).__name__}"])
    known = latest.latest([])
    if not known.live:
        return Health(database=True, redis=False, problems=["Redis does not answer"])
    if known.status is None:
        return Health(database=True, redis=True, problems=["nothing was polled yet: do worker and beat run?"])
    age = (now - datetime.fromisoformat(known.status["at"])).total_seconds()
    silent = [f"the last poll was {age:.0f} s ago: do worker and beat run?"] if age > LONGEST_SILENCE else []
    return Health(database=True, redis=True, last_poll_seconds=round(age, 3), problems=silent)
