"""What a request may be for, told by the exchange's hours alone and apart from the product's planner."""

from datetime import datetime, timedelta

from live.alphavantage.plans import Plan
from live.polling.hours import Hours
from live.quotes import Quote


def can_change(quote: Quote, now: datetime, here: Hours, plan: Plan) -> bool:
    """Whether the provider may have something newer than this quote."""
    if quote.price is None or quote.fetched_at is None or quote.trading_day is None:
        return True
    last = here.last_closed(now)
    if plan.entitlement == "end_of_day":
        return last is None or quote.trading_day < last.day
    trading = ("pre", "regular", "post") if plan.bulk else ("regular",)
    settled = timedelta(minutes=17 if plan.entitlement == "delayed" else 2)
    return here.session_at(now) in trading or last is None or quote.fetched_at < last.closes + settled
