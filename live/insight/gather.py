"""Fetching what watched symbols lack besides a price: company facts, daily and weekly bars.

It spends only what prices leave (the budget's INSIGHT share), the most watched symbols first, a few requests a run.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from live.polling.budget import Budget
from live.polling.holds import OF_WHATEVER_WAS_ASKED
from live.polling.spending import BudgetSpent, Purpose
from live.providers.errors import ProviderError, Refusal, Unanswered
from live.providers.facts import CompanyFacts, FundFacts
from live.providers.provider import Insight, Plan
from live.providers.series import Series

log = logging.getLogger(__name__)

# So many requests at most in one run: the queue is shared with other slow work.
PER_RUN = 10

# In this order; of a symbol that a board shows and nobody picked the facts, by which it is ranked, before its line.
EVERYTHING, OF_SPARE = ("daily", "facts", "weekly"), ("facts", "daily")
# Where a day has few requests and prices come from another provider, daily bars are missing anew after each close: they
# have what the facts, which last for a week, leave.
BESIDE_PRICES = ("facts", "daily", "weekly")

# How long after it was asked for, answered or refused, a thing may be asked for again.
LEAST_AGE = {
    "facts": timedelta(days=1),
    "daily": timedelta(hours=4),
    "weekly": timedelta(days=7),
}
# Where a day has few requests, prices and the listing need them more: what changes once a quarter waits for a week.
LEAST_AGE_ON_A_LIMITED_DAY = LEAST_AGE | {"facts": timedelta(days=7), "weekly": timedelta(days=28)}
# These say nothing about the thing that was asked for, so it does not wait its whole time. Something that always
# times out would be held against everyone's prices: it is asked for once an hour at most.
PASSING = {Refusal.BURST, Refusal.DAY_SPENT, Refusal.UNREACHABLE}
AFTER_PASSING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a symbol lacks: `what` is one of LEAST_AGE's names."""

    symbol: str
    what: str
    is_fund: bool


@dataclass(frozen=True)
class Gathering:
    """What the flow works with. `lacks` gives what is missing, the most wanted first; the `keep_…` write it down;
    `claim` writes that it is not to be asked for again for so long, and is False when somebody else did so first;
    `postpone` puts another length of time in its place. `least_age` says how long for each thing."""

    provider: Insight
    budget: Budget
    lacks: Callable[[], Awaitable[Sequence[Lack]]]
    keep_facts: Callable[[str, CompanyFacts | FundFacts], Awaitable[None]]
    keep_series: Callable[[str, Series], Awaitable[None]]
    claim: Callable[[Lack, timedelta], Awaitable[bool]]
    postpone: Callable[[Lack, timedelta], Awaitable[None]]
    least_age: Mapping[str, timedelta]


async def gather(parts: Gathering) -> int:
    """Fetch some of what is lacking; gives how many requests were answered."""
    answered = 0
    for lack in (await parts.lacks())[:PER_RUN]:
        if not await parts.claim(lack, parts.least_age[lack.what]):
            continue
        try:
            spent = await parts.budget.take_one(Purpose.INSIGHT)
        except BudgetSpent:
            await parts.postpone(lack, timedelta())
            break
        try:
            await _fetch(parts, lack)
        except ProviderError as error:
            log.info("no %s of %s: %s", lack.what, lack.symbol, error.evidence or error)
            if error.refusal in PASSING:
                await parts.postpone(lack, AFTER_PASSING)
            if error.refusal in OF_WHATEVER_WAS_ASKED:
                await parts.budget.holds.hold(error.refusal, spent.at, may_arrive=isinstance(error, Unanswered))
                break
        else:
            answered += 1
            if spent.probe:
                await parts.budget.holds.answered(spent.at)
    return answered


async def _fetch(parts: Gathering, lack: Lack) -> None:
    provider = parts.provider
    if lack.what == "daily":
        await parts.keep_series("daily", await provider.daily(lack.symbol))
    elif lack.what == "weekly":
        await parts.keep_series("weekly", await provider.weekly(lack.symbol))
    elif lack.is_fund:
        await parts.keep_facts(lack.symbol, await provider.etf_profile(lack.symbol))
    else:
        await parts.keep_facts(lack.symbol, await provider.overview(lack.symbol))


def least_age(plan: Plan) -> Mapping[str, timedelta]:
    """How long each thing is left alone after it was asked for, on this plan."""
    return LEAST_AGE_ON_A_LIMITED_DAY if plan.limits.per_day else LEAST_AGE


def lacking(
    symbols: Mapping[str, bool],
    not_before: Mapping[tuple[str, str], datetime],
    has_daily: Mapping[str, bool],
    now: datetime,
    whats: Sequence[str] = EVERYTHING,
) -> list[Lack]:
    """What is missing of `symbols` (symbol → whether it is a fund, most wanted first). Pure.

    `not_before` says when (symbol, what) may be asked for again, `has_daily` whether the bars reach to the last close.
    """
    lacks = []
    for what in whats:
        for symbol, is_fund in symbols.items():
            waits_until = not_before.get((symbol, what))
            if waits_until is not None and now < waits_until:
                continue
            if what == "daily" and has_daily.get(symbol):
                continue
            lacks.append(Lack(symbol, what, is_fund))
    return lacks
