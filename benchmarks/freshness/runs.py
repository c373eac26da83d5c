"""Runs one case in the product's way and in the two simpler ones, and gives its row of the table."""

from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles

from redis.asyncio import Redis

from benchmarks.freshness.accounts import Ages, between, busiest
from benchmarks.freshness.cases import Case
from benchmarks.freshness.closes import Delays, Week
from benchmarks.freshness.peers import RoundRobin, TaskEach
from benchmarks.freshness.planned import Planned
from benchmarks.freshness.trading_day import TradingDay
from live.polling.budget import DAY, MINUTE, SECOND
from live.polling.pace import MINUTE_MARGIN, refreshes_a_second, requests_a_second
from live.polling.spending import KEPT, Purpose

# The simpler ways are given so much time to come to their own rhythm; seconds.
RUNNING_IN = 900.0


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a case. Ages, delays and waits in seconds, the planner's time in ms of CPU.

    For closing prices `age` is the delay after the close, and `missing` counts closes that had not come by the end.
    """

    case: Case
    age: float
    least: float | None
    left: float | None
    round_robin: float
    task_each: float
    wait: float
    equal_share: float
    missing: int
    first_price: float | None
    window: int
    busiest: int
    mean: float
    allowed: int
    over: int
    planner_median: float
    planner_p99: float


async def run(case: Case, socket: Path) -> Row:
    async with Redis(unix_socket_path=str(socket)) as redis:
        await redis.flushall()
        return await (closes(case, redis) if case.plan.entitlement == "end_of_day" else prices(case, redis))


async def prices(case: Case, redis: Redis) -> Row:
    visits, limits = case.visits(), case.plan.limits
    ours = TradingDay(redis, case, visits)
    age, least, left = await ours.run()
    rate = requests_a_second(case.plan)
    even, each = Ages(), Ages()
    RoundRobin(case, visits, even, rate).run(RUNNING_IN)
    allowed = limits.per_minute or 0
    windows = [(int(allowed * (1 - MINUTE_MARGIN)), float(MINUTE)), (limits.per_second, float(SECOND))]
    TaskEach(case, visits, each, windows).run(RUNNING_IN)
    share = max(len(ours.wanted) / refreshes_a_second(case.plan), case.plan.poll_seconds)
    first = fmean(ours.ages.first_prices) if ours.ages.first_prices else None
    ages = (age, least, left, even.end(case.seconds), each.end(case.seconds))
    return _row(case, ours, ages, (ours.ages.longest_wait, share), 0, first, MINUTE, allowed)


async def closes(case: Case, redis: Redis) -> Row:
    visits, allowed = case.visits(), case.plan.limits.per_day or 0
    ours = Week(redis, case, visits)
    delay = await ours.run()
    # What the budget lets refreshes have where nobody is new: all but the parts kept for others.
    refreshes = allowed - sum(round(allowed * part) for purpose, part in KEPT.items() if purpose is not Purpose.REFRESH)
    even, each = Delays(ours.closes), Delays(ours.closes)
    RoundRobin(case, visits, even, refreshes / DAY).run(0.0)
    TaskEach(case, visits, each, [(refreshes, float(DAY)), (case.plan.limits.per_second, float(SECOND))]).run(0.0)
    share = max(len(ours.wanted) / refreshes, 1) * DAY
    delays = (delay, None, None, even.end(case.seconds), each.end(case.seconds))
    return _row(case, ours, delays, (ours.delays.longest, share), ours.delays.missing, None, DAY, allowed)


def _row(
    case: Case,
    ours: Planned,
    ages: tuple[float, float | None, float | None, float, float],
    waits: tuple[float, float],
    missing: int,
    first_price: float | None,
    window: int,
    allowed: int,
) -> Row:
    limits = case.plan.limits
    windows = ((limits.per_second, SECOND), (limits.per_minute, MINUTE), (limits.per_day, DAY))
    over = sum(max(0, busiest(ours.sent, window) - limit) for limit, window in windows if limit)
    planner = [1000 * seconds for seconds in ours.planner_seconds]
    return Row(
        case,
        *ages,
        *waits,
        missing,
        first_price,
        window,
        busiest(ours.sent, window),
        between(ours.sent, 0, case.seconds) * window / case.seconds,
        allowed,
        over,
        quantiles(planner, n=2)[0],
        quantiles(planner, n=100)[98],
    )
