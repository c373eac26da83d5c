"""What one exchange's hours mean for a plan at one moment. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from live.polling.hours import Hours, TradingSession
from live.providers.provider import Plan
from live.quotes import Session

# After the close the official closing price takes a while to appear, and 15 minutes more where prices are delayed.
CLOSE_SETTLES = timedelta(minutes=2)
DELAY = timedelta(minutes=15)
# A day's bar is there some time after its close.
DAILY_BAR_SETTLES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Market:
    """`moving`: this plan's prices change now, delayed ones until the last has come. `settled_at`: when the last price
    was final, of a close or of a morning before the rest at noon. `last_bar` is the last session whose daily bar can be
    had, since `last_bar_at`; the next one comes at `next_bar_at`."""

    hours: Hours
    now: datetime
    moving: bool
    settled_at: datetime | None
    last_bar: TradingSession | None
    last_bar_at: datetime | None
    next_bar_at: datetime | None

    @classmethod
    def at(cls, now: datetime, hours: Hours, plan: Plan) -> Self:
        last = hours.last_stop(now)
        settled_at = last + behind(plan) + CLOSE_SETTLES if last else None
        last_bar = hours.last_closed(now - DAILY_BAR_SETTLES)
        next_bar = hours.next_to_close(now - DAILY_BAR_SETTLES)
        return cls(
            hours=hours,
            now=now,
            moving=hours.session_at(now - behind(plan)) in trading_sessions(plan)
            or (settled_at is not None and now < settled_at),
            settled_at=settled_at,
            last_bar=last_bar,
            last_bar_at=last_bar.closes + DAILY_BAR_SETTLES if last_bar else None,
            next_bar_at=next_bar.closes + DAILY_BAR_SETTLES if next_bar else None,
        )


def behind(plan: Plan) -> timedelta:
    """How old this plan's prices are when they are new."""
    return DELAY if plan.entitlement == "delayed" else timedelta()


def trading_sessions(plan: Plan) -> frozenset[Session]:
    """The parts of the day in which this plan's prices move."""
    if plan.bulk:
        return frozenset({Session.PRE, Session.REGULAR, Session.POST})
    return frozenset({Session.REGULAR})


def opens_next(market: Market, plan: Plan) -> datetime | None:
    """When this plan's prices move again; None beyond the known sessions."""
    moment: datetime | None = market.now - behind(plan)
    while moment is not None and market.hours.session_at(moment) not in trading_sessions(plan):
        moment = market.hours.next_change(moment)
    return moment + behind(plan) if moment else None
