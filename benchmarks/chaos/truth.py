"""What is wrong with what a page shows, by the simulated market itself: a pure function of seed, symbol and time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.sessions import Calendar, Hours

# A price goes from cent to cent, straight on for a second or so: one that was paid between the question and the answer
# lies between two looks. The answer comes within so long or not at all; seconds.
LOOK_EVERY = 0.02
ANSWERED_WITHIN = 12.0
# The question's stamp is the worker's clock, the answer's the simulator's: the same machine's, unless one is set.
BEFORE = 0.2

Wire = Mapping[str, Any]


class Truth:
    """`ahead` are the seconds by which the product's clock may be before the simulator's."""

    def __init__(self, seed: int) -> None:
        self._market = Market(seed, Calendar(Hours.ALWAYS))
        self._judged: dict[tuple[Any, ...], bool] = {}

    def is_right(self, quote: Wire, by: float, ahead: tuple[float, ...] = (0.0,)) -> bool:
        """Whether the simulator can have told this price when it was asked, and before it was shown at `by` (Unix
        seconds of the simulator's clock)."""
        if quote["price"] is None:
            return True
        key = (quote["symbol"], quote["price"], quote["fetched_at"])
        if key not in self._judged:
            if len(self._judged) > 200_000:
                self._judged.clear()
            self._judged[key] = any(self._was_paid(quote, by, one) for one in ahead)
        return self._judged[key]

    def _was_paid(self, quote: Wire, by: float, ahead: float) -> bool:
        asked = datetime.fromisoformat(quote["fetched_at"]).timestamp() - ahead - BEFORE
        before, within = self._at(quote["symbol"], asked), min(by - asked, ANSWERED_WITHIN + BEFORE)
        for step in range(int(within / LOOK_EVERY) + 1):
            after = self._at(quote["symbol"], asked + (step + 1) * LOOK_EVERY)
            if min(before, after) <= quote["price"] <= max(before, after):
                return True
            before = after
        return False

    def _at(self, symbol: str, moment: float) -> float:
        return self._market.bar(symbol, self._market.calendar.opened(moment), moment).close


def order(quote: Wire) -> tuple[str, str, str]:
    """As the page and the store have it: `static/js/order.js`."""
    return (quote["trading_day"] or "", quote["as_of"] or "", quote["fetched_at"] or "")


def busiest(times: list[float], window: float) -> int:
    """The most of these moments that lie in any `window` seconds."""
    found, first = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= window:
            first += 1
        found = max(found, last - first + 1)
    return found
