"""How the product stands, for the status page: facts in words, and the plans compared. Fails open.

Without Redis there is no status, without the database no catalogue: what is not known is left out or an en dash.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from live import formats, running, trading_hours, words
from live.alphavantage import plans as alphavantage
from live.alphavantage.plans import LIMITS
from live.comparison import Compared, compare
from live.health import Health
from live.metrics.product import Product, look
from live.models import ListingSync
from live.polling import connection, latest, status
from live.polling.exchanges import EXCHANGES, NEW_YORK, exchange_of
from live.providers.provider import Plan
from tickers import catalogue
from tickers.models import Ticker

# With nobody watching, the plans are compared by so many tickers.
AN_EXAMPLE = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: its words, then a moment where it has one. `trouble` is for somebody to mend."""

    name: str
    words: str
    at: datetime | None = None
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A plan in the comparison, in words; `ours` is the one that this installation runs on."""

    name: str
    prices: str
    each: str
    in_bulk: str
    ours: bool


def told(now: datetime) -> dict[str, Any]:
    """All that the status page says, as its template takes it; times are in New York's zone, and named."""
    product = look(now)
    found = product.health
    known = latest.latest([]).status if found.redis else None
    demand = latest.demand() if found.redis else None
    zone = EXCHANGES[NEW_YORK].zone
    tickers = len(demand or {}) or AN_EXAMPLE
    # The plans that are compared are one provider's.
    plan = settings.PLAN if isinstance(settings.PLAN, alphavantage.Plan) else None
    return {
        "now": now.astimezone(zone),
        "zone": zone.key,
        "exchange": NEW_YORK,
        "markets": {},
        "status": known,
        "live": found.redis,
        "basis": connection.plans()[0].basis.value,
        "prices": list(_prices(connection.plans(), found, known, demand, now)) + _oldest(product),
        "parts": list(_parts(settings.PLAN, product)),
        "exchanges": [] if trading_hours.always_open() else _exchanges(found, demand or {}, now, zone),
        "tickers": tickers,
        "plans": _plans(plan, tickers) if plan else [],
        "least": words.pace(_least(plan)) if plan else "",
    }


def _prices(
    plans: Sequence[Plan],
    found: Health,
    known: Mapping[str, Any] | None,
    demand: Mapping[str, int] | None,
    now: datetime,
) -> Iterator[Fact]:
    plan = plans[0]
    if found.problems:
        yield Fact("Prices", f"As last known: {found.problems[0]}", trouble=True)
    elif _silent(found):
        yield Fact("Prices", "As last known: no news from the worker", trouble=True)
    elif known:
        provider = known["provider"]
        trouble = provider["state"] not in ("ok", "waiting")
        since = None if provider["state"] == "waiting" else datetime.fromisoformat(provider["since"])
        lead = "" if since is None else " Since" if trouble else ", since"
        yield Fact("Prices", f"{words.arrival(provider)}{lead}", since, trouble)
        if words.notice(provider):
            yield Fact("Notice", words.notice(provider))
    if len(plans) > 1:
        yield from _sources(plans, known, now)
        if demand is not None:
            yield Fact("Watched now", _watched(demand))
        return
    entitlement = (
        plan.entitlement if plan.simulated or not known else known["basis"]
    )  # which it may have fallen back to
    given = words.prices(entitlement)
    yield Fact("Source", f"Simulated, as {given}" if plan.simulated else f"{plan.title}, {given}")
    yield Fact("Plan", f"{_name(plan.name)}, at most {plan.limits.per_second} a second")
    if known:
        arriving = not found.problems and not _silent(found) and known["provider"]["state"] in ("ok", "waiting")
        yield from _budget(entitlement, known["budget"], now, arriving)
    if demand is not None:
        yield Fact("Watched now", _watched(demand))


def _sources(plans: Sequence[Plan], known: Mapping[str, Any] | None, now: datetime) -> Iterator[Fact]:
    """Each provider: what it gives and how it stands, then what is used of its plan."""
    stand = {one["source"]: one for one in (known or {}).get("sources", ())}
    for place, plan in enumerate(plans):
        one = stand.get(plan.source)
        trouble = one is not None and one["state"] not in ("ok", "waiting")
        given = f"{words.prices(one['basis'] if one else plan.entitlement)}, {'after' if place else 'asked'} "
        given += plans[place - 1].title if place else "first"
        since = datetime.fromisoformat(one["since"]) if one and trouble else None
        yield Fact(plan.title, f"{given}. {one['message']} Since" if one and trouble else given, since, trouble)
        most = f"at most {plan.limits.per_second} a second"
        used = next((fact.words for fact in _budget("", one["budget"], now, arriving=False)), "") if one else ""
        yield Fact(f"{plan.title}, requests", f"{used or _name(plan.name)}, {most}")


def _silent(found: Health) -> bool:
    return found.last_poll_seconds is not None and found.last_poll_seconds > latest.SILENCE


def _budget(entitlement: str, budget: Mapping[str, Any], now: datetime, arriving: bool) -> Iterator[Fact]:
    if entitlement == "end_of_day":
        yield Fact("Each ticker", "after each close of its exchange")
    elif arriving and budget.get("every"):
        yield Fact("Each ticker", f"about every {words.pace(budget['every'])}")
    if budget["limit"] is not None:
        window = "24 h" if budget["window"] == "day" else budget["window"]
        yield Fact("Requests", f"{budget['used']} of {budget['limit']} in the last {window}")
    if budget["next_due_at"]:
        due = datetime.fromisoformat(budget["next_due_at"])
        later = (due - now).total_seconds() > words.SOON
        yield Fact("Next prices", "about" if later else "now", due if later else None)


def _watched(demand: Mapping[str, int]) -> str:
    if not demand:
        return "nothing"
    viewers = max(demand.values())
    most = f"by up to {viewers} viewers each" if viewers > 1 else "by 1 viewer each"
    return f"{len(demand)} ticker{'s' if len(demand) > 1 else ''}, {most}"


def _parts(plan: Plan, product: Product) -> Iterator[Fact]:
    found = product.health
    seconds = found.last_poll_seconds
    yield Fact("Last poll", formats.UNKNOWN if seconds is None else formats.age(seconds), trouble=_silent(found))
    yield _answering("Database", found.database)
    yield _answering("Redis", found.redis)
    for name, told_of in running.told(product.told.counts, product.told.gauges):
        yield Fact(name, told_of)
    if found.database:
        yield from _catalogue(plan)


def _oldest(product: Product) -> list[Fact]:
    return [] if product.oldest is None else [Fact("Oldest of them", formats.age(product.oldest))]


def _answering(name: str, answers: bool) -> Fact:
    return Fact(name, "answers" if answers else "does not answer", trouble=not answers)


def _catalogue(plan: Plan) -> Iterator[Fact]:
    yield Fact("Catalogue", f"{Ticker.objects.filter(active=True).count():,} tickers")
    attempts = ListingSync.objects.filter(source=plan.source).order_by("-at")
    loaded, last = attempts.filter(loaded=True).first(), attempts.first()
    yield Fact("Listing loaded", "", loaded.at) if loaded else Fact("Listing loaded", "not yet")
    if last and not last.loaded:
        yield Fact("Listing refused", "", last.at, trouble=True)


def _exchanges(found: Health, demand: Mapping[str, int], now: datetime, zone: ZoneInfo) -> list[tuple[str, bool]]:
    """What each exchange does now, and whether anything that trades there is watched; those first."""
    watched = {NEW_YORK}
    if found.database:
        trading_hours.read(now)
        listed = catalogue.known(list(demand)).values()
        watched |= {exchange_of(ticker.symbol, ticker.exchange).code for ticker in listed}
    codes = sorted(EXCHANGES, key=lambda code: code not in watched)
    here = now.astimezone(zone)
    return [(words.exchange(status.market(trading_hours.of(code, now), now), here), code in watched) for code in codes]


def _plans(plan: alphavantage.Plan, tickers: int) -> list[Row]:
    return [_row(each, plan, tickers) for each in compare(tickers, _least(plan))]


def _least(plan: alphavantage.Plan) -> float:
    """The least seconds between two requests for a ticker with a key: a simulated plan polls oftener than that."""
    return alphavantage.Plan.chosen(key="any", name=plan.name).poll_seconds if plan.simulated else plan.poll_seconds


def _row(each: Compared, plan: alphavantage.Plan, tickers: int) -> Row:
    closes = each.closes_a_day
    return Row(
        name=_name(each.name),
        prices=words.prices("end_of_day") if closes else f"{words.prices('delayed')}, or {words.prices('realtime')}",
        each=f"once a day, {min(closes, tickers)} of {tickers}" if closes else _pace(each.every),
        in_bulk=_pace(each.in_bulk),
        ours=each.name == plan.name,
    )


def _pace(every: timedelta | None) -> str:
    return f"about every {words.pace(every.total_seconds())}" if every else formats.UNKNOWN


def _name(plan: str) -> str:
    per_day = LIMITS[plan].per_day if plan in LIMITS else None
    return f"Free key, {per_day} a day" if per_day else f"{plan} requests a minute"
