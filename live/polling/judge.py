"""From what the provider said, the quote that is shown: its change, its session, its state. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from live.insight import splits
from live.polling.hours import Hours
from live.polling.market import DAILY_BAR_SETTLES, Market, behind
from live.polling.market_value import Shares, Told, market_value
from live.providers.provider import Plan
from live.providers.series import Series
from live.quotes import AHEAD, Quote, Reading, Session, State, percent

# A ticker whose exchange is not known is taken for one of New York, where it may be a day earlier.
DAYS_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the catalogue knows of a symbol that asking for it and its quote need; `fame` is its place among the best
    known, from 0."""

    symbol: str
    exchange: str = ""
    currency: str | None = None
    shares: Shares | None = None
    told: Told | None = None
    fame: int = 0


def quote_of(reading: Reading, listed: Listed, hours: Hours, plan: Plan, now: datetime) -> Quote:
    """The quote that this reading, fetched at `now`, makes; when the next is due is for the planner to say."""
    change = reading.price - reading.previous_close if reading.previous_close else None
    made = now - behind(plan)
    value, told_on = market_value(reading.price, listed.shares, listed.told)
    return Quote(
        symbol=reading.symbol,
        source=plan.source,
        basis=plan.basis,
        state=_state(reading, hours, plan, now),
        price=reading.price,
        previous_close=reading.previous_close,
        change=change,
        change_percent=percent(change, reading.previous_close)
        if change is not None and reading.previous_close
        else None,
        open=reading.open,
        high=reading.high,
        low=reading.low,
        volume=reading.volume,
        market_cap=value,
        market_cap_as_of=told_on,
        currency=listed.currency,
        session=Session.REGULAR if hours.resting(made) else hours.session_at(made),
        extended_price=reading.extended_price,
        extended_change_percent=reading.extended_change_percent,
        trading_day=reading.trading_day,
        as_of=_as_of(reading, hours, plan, now),
        fetched_at=now,
    )


def revalued(quote: Quote, listed: Listed) -> Quote:
    """The quote with the market value that follows from what is known of the company by now."""
    value, told_on = market_value(quote.price, listed.shares, listed.told)
    if quote.price is None or value is None:
        return quote
    return replace(quote, market_cap=value, market_cap_as_of=told_on)


def can_be(reading: Reading, hours: Hours, now: datetime) -> bool:
    """Whether the price can be of its day: one of a day to come would never give way to a true one."""
    return reading.trading_day <= hours.local_day(now) + DAYS_APART


def brought_news(reading: Reading, hours: Hours, plan: Plan, now: datetime) -> bool:
    """Whether the answer is what was asked for: after a close, that session's price and not the day before's."""
    if plan.entitlement != "end_of_day":
        return True
    last = hours.last_closed(now - DAILY_BAR_SETTLES)
    return last is None or reading.trading_day >= last.day


def closed_only(series: Series, hours: Hours, now: datetime) -> Series:
    """The series without the bar of a session that still trades: its last price is no close."""
    last = hours.last_closed(now)
    bars = tuple(bar for bar in series.bars if last is None or bar.day <= last.day)
    return replace(series, bars=bars) if bars else series


def day_reading(series: Series) -> Reading:
    """The last bar as a quote's values. Where the day began with a split, its change is from the close in new shares.

    Bars are as traded, so here the previous close is ours to adjust. Any other answer states its own: what it says is
    kept, for within a day a split and a crash cannot be told apart.
    """
    reading = series.reading()
    split = next((one for one in splits.found(series.bars) if one.day == reading.trading_day), None)
    if split is None or reading.previous_close is None:
        return reading
    before = splits.adjusted(series.bars[:2], [split])[0]
    return replace(reading, previous_close=before.close)


def failed(held: Quote | None, symbol: str, plan: Plan, retry_at: datetime | None, *, alone: bool) -> Quote:
    """The last good quote, marked: the provider refused or failed.

    Without a price a quote that has only that to say, where it was this symbol's failure `alone`. What was refused to
    everyone says nothing of a symbol: it waits on.
    """
    quote = held or Quote(symbol=symbol, source=plan.source, basis=plan.basis)
    waits = quote.price is None and not alone
    return replace(quote, state=State.WAITING if waits else State.ERROR, next_due_at=retry_at)


def _state(reading: Reading, hours: Hours, plan: Plan, now: datetime) -> State:
    made = now - behind(plan)
    if plan.entitlement == "end_of_day" or not (hours.resting(made) or Market.at(now, hours, plan).moving):
        return State.CLOSED
    # Trading has begun, and the provider has nothing of it yet.
    if hours.session_at(made) is Session.REGULAR and reading.trading_day < hours.local_day(made):
        return State.CLOSED
    return State.FRESH


def _as_of(reading: Reading, hours: Hours, plan: Plan, now: datetime) -> datetime:
    """When the price was made: the provider's stamp, but not of a time to come, which would keep out what is newer;
    else now less the plan's delay, and not after its day's close."""
    if reading.as_of is not None:
        return min(reading.as_of, now + AHEAD)
    closes = (session.closes for session in hours.sessions if session.day == reading.trading_day)
    return min([now - behind(plan), *closes])
