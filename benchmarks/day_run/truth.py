"""What was really so, by the simulated market itself: what a request was needed for, and whether a row is honest. Pure.

Nothing here asks the product why it did something: a need is inferred from the exchange's hours and from what had
been asked for before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from benchmarks.day_run.spans import Run
from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.sessions import Calendar, TradingDay
from live.alphavantage.simulator.sessions import Hours as SimulatedHours
from live.polling.hours import NEW_YORK_EARLY_CLOSES, NEW_YORK_HOLIDAYS, new_york
from live.quotes import Quote, Session, State

# A day's bar can be had so long after the close; a delayed closing price after 15 minutes and 2 to settle.
BAR_SETTLES = timedelta(minutes=30)
DELAYED_CLOSE_SETTLES = timedelta(minutes=17)
DELAY = timedelta(minutes=15)
# A request is stamped where it arrives. Half a second under way is so much at 60 times the world's speed.
UNDER_WAY = timedelta(seconds=30)
# A price that is called fresh may be this much older than its delay: two turns of 10 s, 30 s of grace, and a moment.
FRESH = timedelta(seconds=60)

KINDS = {
    "LISTING_STATUS": "the list of tickers",
    "OVERVIEW": "company facts",
    "ETF_PROFILE": "facts of the fund",
    "TIME_SERIES_WEEKLY": "weekly history",
}
NEWER = "newer price"
NONE = "NO NEED"


@dataclass
class Needs:
    """Told each answered request in order of time, says which need it served."""

    run: Run
    priced: dict[str, datetime] = field(default_factory=dict)
    attempts: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, function: str, symbol: str, at: datetime) -> str:
        if function in KINDS:
            return KINDS[function]
        if function == "TIME_SERIES_DAILY" and self.run.entitlement != "end_of_day":
            return "daily history"
        before, self.priced[symbol] = self.priced.get(symbol), at
        if before is None:
            return "first price"
        if self.run.entitlement == "delayed" and _moves(at):
            return NEWER
        return self._close(symbol, before, at)

    def _close(self, symbol: str, before: datetime, at: datetime) -> str:
        settles = BAR_SETTLES if self.run.entitlement == "end_of_day" else DELAYED_CLOSE_SETTLES
        last = new_york(at).last_closed(at - settles)
        if last is None:
            return NONE
        late = timedelta(seconds=self.run.late_seconds if symbol in self.run.late else 0)
        if before >= last.closes + max(settles, late) + UNDER_WAY:
            return NONE
        need = f"close of {last.day:%-d %b}"
        tries = self.attempts[symbol, need] = self.attempts.get((symbol, need), 0) + 1
        return need if tries == 1 else f"{need}, which was late: attempt {tries}"


def _moves(at: datetime) -> bool:
    """Whether a delayed price may be another than a moment before: from a quarter of an hour after the open on."""
    hours = new_york(at)
    last = hours.last_closed(at)
    return hours.session_at(at - DELAY) is Session.REGULAR or bool(last and at < last.closes + DELAYED_CLOSE_SETTLES)


class Rows:
    """Judges what a row says."""

    def __init__(self, run: Run, seed: int) -> None:
        self._run = run
        self._calendar = Calendar(SimulatedHours.EXCHANGE, NEW_YORK_HOLIDAYS, NEW_YORK_EARLY_CLOSES)
        self._market = Market(seed, self._calendar)

    def faults(self, quote: Quote, now: datetime) -> Iterator[str]:
        """What is not true of this row, as it is shown at `now`, in words."""
        if quote.price is None or quote.trading_day is None or quote.as_of is None:
            if quote.state not in (State.WAITING, State.ERROR):
                yield f"{quote.state} without a price"
            return
        if quote.basis.value != self._run.entitlement:
            yield f"the basis is {quote.basis}, the plan's is {self._run.entitlement}"
        session = self._calendar.on(quote.trading_day)
        if session is None:
            yield f"nothing was traded on {quote.trading_day}"
            return
        if quote.previous_close != self._close(quote.symbol, self._calendar.before(session)):
            yield f"{quote.previous_close} is not the close before {quote.trading_day}"
        if not session.opens <= quote.as_of.timestamp() <= session.closes:
            yield f"a price of {quote.trading_day} is said to be of {quote.as_of:%d %b %H:%M} UTC"
        if quote.state is State.CLOSED:
            yield from self._not_the_close(quote, session, now)
        elif quote.state is State.FRESH:
            yield from self._not_fresh(quote, session, now)

    def _not_the_close(self, quote: Quote, session: TradingDay, now: datetime) -> Iterator[str]:
        if session.closes > now.timestamp():
            yield f"the session of {quote.trading_day} has no close yet"
        if quote.price != self._close(quote.symbol, session):
            yield f"{quote.price} is not the close of {quote.trading_day}"

    def _not_fresh(self, quote: Quote, session: TradingDay, now: datetime) -> Iterator[str]:
        assert quote.as_of is not None  # noqa: S101 - `faults` looked
        # The last price of a day is new until it is final.
        last = quote.as_of.timestamp() == session.closes
        if now - quote.as_of > FRESH + (DELAYED_CLOSE_SETTLES if last else DELAY):
            yield f"fresh, and its price is {(now - quote.as_of).total_seconds() / 60:.0f} min old"
        bar = self._market.bar(quote.symbol, session)
        if not bar.low <= float(quote.price or 0) <= bar.high:
            yield f"{quote.price} was not paid on {quote.trading_day}"

    def _close(self, symbol: str, session: TradingDay) -> Decimal:
        return Decimal(repr(self._market.close(symbol, session)))
