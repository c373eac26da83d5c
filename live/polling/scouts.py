"""After a close one ticker of a market goes ahead; the others follow when any shows the new day. Pure."""

from collections.abc import Sequence
from datetime import datetime

from live.polling.market import Market
from live.polling.pauses import late_close
from live.polling.requests import LONG_AGO, Watched


def shows(watched: Watched, market: Market) -> bool:
    """Whether the last daily bar that can be had is held."""
    day = watched.quote.trading_day if watched.quote else None
    return day is not None and market.last_bar is not None and day >= market.last_bar.day


def after_a_scout(due: Sequence[Watched], some: Sequence[Watched], market: Market, now: datetime) -> Sequence[Watched]:
    """Those of `due` that may go now, where `some` are all of their market."""
    if not due or market.last_bar is None or any(shows(w, market) for w in some):
        return due
    scout = _scout(due, some, market, now)
    return [scout] if scout else []


def _scout(due: Sequence[Watched], some: Sequence[Watched], market: Market, now: datetime) -> Watched | None:
    """The one to ask now, another each time, so that one halted ticker does not hold up the rest."""
    since = market.last_bar_at or now
    tried = [w.asked for w in some if w.asked and w.asked.at >= since and w.priced]
    if tried:
        attempts = sum(max(1, asked.failures) for asked in tried)
        if now < max(asked.at for asked in tried) + late_close(attempts):
            return None
    return min(due, key=lambda w: (w.asked.at if w.asked and w.asked.at >= since else LONG_AGO, -w.viewers, w.symbol))
