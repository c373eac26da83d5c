"""What a poll works with, handed to it by the task."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis.asyncio import Redis

from live.polling.budget import Budget
from live.polling.hours import Hours
from live.polling.judge import Listed
from live.polling.keys import Keys
from live.providers.provider import Plan, Prices
from live.providers.series import Series
from live.quotes import Quote


@dataclass(frozen=True)
class Parts:
    """Everything a poll works with. `send` puts a message to a group of the channel layer; `listed` gives what the
    catalogue knows of those symbols that are in it; `hours` the sessions of an exchange around a moment; `keep_series`
    writes down daily bars; `snapshot` gives the quotes that the database last kept, and `watched_since` the symbols
    that somebody watched since a moment.

    Of several providers each has parts of its own, and the first one's name the `others` in the order in which they
    stand in for it. `front` are the keys of what is told to people, where those are not the first one's own. `places`
    is how many picked tickers are kept fresh at the most, 0 without end."""

    redis: Redis
    keys: Keys
    plan: Plan
    provider: Prices
    budget: Budget
    send: Callable[[str, dict[str, Any]], Awaitable[None]]
    listed: Callable[[Sequence[str]], Awaitable[Mapping[str, Listed]]]
    hours: Callable[[str, datetime], Hours]
    now: Callable[[], datetime]
    keep_series: Callable[[Sequence[Series]], Awaitable[None]]
    snapshot: Callable[[], Awaitable[Mapping[str, Quote]]]
    watched_since: Callable[[datetime], Awaitable[Sequence[str]]]
    others: Sequence["Parts"] = ()
    front: Keys | None = None
    places: int = 0

    @property
    def public(self) -> Keys:
        """The keys of what is told to people: prices shown, status, batches."""
        return self.front or self.keys
