"""What one call of the planner costs with 5,000 symbols, measured alone."""

import gc
import random
import time
from datetime import timedelta
from decimal import Decimal
from statistics import median

from benchmarks.freshness.cases import SEED, TRADING
from live.alphavantage.plans import Plan
from live.polling.hours import new_york
from live.polling.planner import Outlook
from live.polling.requests import Asked, Watched
from live.quotes import Basis, Quote, State

SYMBOLS, CALLS = 5000, 300


def measure(plan: Plan) -> tuple[float, float]:
    """The median and the least of many calls, in ms of CPU: every symbol somewhere in its turn, three in ten late."""
    rng, hours, now = random.Random(SEED), new_york(TRADING), TRADING  # noqa: S311
    quote = Quote(
        "S", plan.source, Basis(plan.entitlement), State.FRESH, price=Decimal(1), trading_day=now.date(), fetched_at=now
    )
    weights = [max(1, SYMBOLS // (n + 1)) for n in range(SYMBOLS)]
    turns = Outlook(now, [Watched(str(n), weight, hours, quote) for n, weight in enumerate(weights)], plan)
    some = []
    for n, weight in enumerate(weights):
        turn = turns.intervals.get(weight, timedelta(days=1))
        some.append(Watched(str(n), weight, hours, quote, Asked(now - turn * rng.uniform(0, 1.4))))
    times = []
    gc.disable()
    for _ in range(CALLS):
        began = time.thread_time()
        Outlook(now, some, plan).requests()
        times.append(1000 * (time.thread_time() - began))
    gc.enable()
    return median(times), min(times)
