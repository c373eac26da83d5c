"""What a page needs of the latest prices, in one round trip and without an event loop. Fails open.

Without Redis the page still has the quotes that were last copied to the database, and says that live updates are away.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from redis import Redis, RedisError

from live import clock
from live.polling import connection, leases, ledger, store
from live.polling.keys import Keys
from live.polling.standing_in import shown
from live.quotes import Quote

# The worker says something every 5 s. After so many real seconds without, prices are not said to arrive.
SILENCE = 12.0


@dataclass(frozen=True, slots=True)
class Latest:
    """A quote for each symbol asked for (waiting, when nothing is known of it), the last poll's status, and whether
    Redis answered."""

    quotes: dict[str, Quote]
    status: dict[str, Any] | None
    live: bool

    def poll_age(self, now: datetime) -> float | None:
        """Real seconds since a poll last said how things stand; None where none ever did, or Redis is away."""
        if self.status is None:
            return None
        return (now - datetime.fromisoformat(self.status["at"])).total_seconds() / clock.installed().speed

    def arrive(self, now: datetime) -> bool:
        """Whether news arrive: Redis answers, and the worker, if it ever spoke, did so lately."""
        age = self.poll_age(now)
        return self.live and (age is None or age <= SILENCE)


@cache
def client() -> Redis:
    """This process's client of Redis for pages."""
    return connection.for_threads()


def latest(symbols: Sequence[str], visitor: str | None = None, *, spare: bool = False) -> Latest:
    """The latest quotes. With `visitor` the symbols are leased for two minutes, as one viewer; as spare for a board."""
    keys = connection.keys()
    try:
        quotes, status = _from_redis(client(), keys, symbols, visitor, spare)
        live = True
    except RedisError:
        quotes, status, live = kept(symbols), None, False
    missing = [symbol for symbol in symbols if symbol not in quotes]
    if live and missing:
        quotes |= kept(missing)
    return Latest({symbol: quotes.get(symbol) or waiting(symbol) for symbol in symbols}, status, live)


def demand() -> dict[str, int] | None:
    """Every watched symbol with the number of its viewers; None when Redis does not answer."""
    try:
        return leases.demand_now(client(), connection.keys())
    except RedisError:
        return None


def waiting(symbol: str) -> Quote:
    """The quote of a symbol of which nothing is known yet."""
    first = connection.plans()[0]
    return Quote(symbol=symbol, source=first.source, basis=first.basis)


def kept(symbols: Sequence[str] | None = None) -> dict[str, Quote]:
    """What the database kept: of several providers' quotes the one to show."""
    found = [ledger.read_snapshot(plan.source, symbols) for plan in connection.plans()]
    if len(found) == 1:
        return found[0]
    now = clock.now()
    chosen = {symbol: shown([one.get(symbol) for one in found], now) for symbol in {s for one in found for s in one}}
    return {symbol: quote for symbol, quote in chosen.items() if quote is not None}


def _from_redis(
    redis: Redis, keys: Keys, symbols: Sequence[str], visitor: str | None, spare: bool
) -> tuple[dict[str, Quote], dict[str, Any] | None]:
    pipe = redis.pipeline(transaction=False)
    if visitor is not None:
        some = dict.fromkeys(symbols, 1)
        picked, shown, owner = ({}, some, "board") if spare else (some, {}, "visit")
        leases.write(pipe, keys, f"{owner}:{visitor}", picked, leases.VISIT_SECONDS, shown)
    pipe.get(keys.status)
    if symbols:
        pipe.hmget(keys.shown, list(symbols))
    answers = pipe.execute()
    held = answers[-1] if symbols else []
    status = answers[-2] if symbols else answers[-1]
    return store.decode_all(symbols, held), json.loads(status) if status else None
