"""Whose fault it is that an answer was none: the provider's, or one symbol's alone. Pure."""

from collections.abc import Iterable
from datetime import datetime

from live.polling.requests import Asked, Request, Watched
from live.providers.errors import Refusal


def doubted_since(watched: Watched, now: datetime) -> datetime:
    """Since when it is open whether this symbol fails or the provider: since it was last asked for in vain."""
    asked, quote = watched.asked, watched.quote
    in_vain = asked and (quote is None or quote.fetched_at is None or quote.fetched_at < asked.at)
    return asked.at if asked and in_vain else now


def others_were_answered(request: Request, everyone: Iterable[Watched], since: datetime) -> bool:
    """Whether the provider answered somebody else that was asked for since then: if so it can be reached, and what
    fails is this symbol's answer alone."""
    return len(request.symbols) == 1 and any(
        one.symbol not in request.symbols and one.quote and one.quote.fetched_at and one.quote.fetched_at >= since
        for one in everyone
    )


def concerns_symbols_alone(refusal: Refusal, asked: Iterable[Asked | None]) -> bool:
    """Whether the provider is well otherwise: it gives no usable answer about some, and others are answered."""
    if refusal is Refusal.BAD_ANSWER:
        return any(one is not None and not one.failures for one in asked)
    return refusal is Refusal.UNKNOWN_SYMBOL
