"""What the page says of a price's age, of the market, the provider and the budget. Pure.

`static/js/words.js` says the same while the page is open, held to it by one table of cases. Times are told in an
exchange's zone, which is named beside them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from live import formats
from live.quotes import Basis, Quote, Session, State

# A price younger than this many seconds is called live.
LIVE = 3
# What comes within so many seconds needs no time of day.
SOON = 60
# A delayed price is this many seconds old when it comes.
DELAY = 15 * 60
# A pace up to this many seconds is nothing to speak of.
PACE = 2

# What stays in capitals.
ABBREVIATIONS = {"REIT", "REITS", "IT", "US", "USA", "ETF"}


def freshness(quote: Quote, now: datetime, zone: ZoneInfo, provider_state: str = "ok") -> str:
    """How old the price is and why, in a few words; when the next is due, if that is not soon."""
    state = quote.seen_at(now).state
    since = quote.as_of or quote.fetched_at
    if quote.price is None or quote.trading_day is None or since is None:
        refused = state is State.ERROR and provider_state == "ok"
        return "no price given" if refused else "waiting"
    seconds = (now - since).total_seconds()
    close, age = f"close of {day(quote.trading_day, now, zone)}", formats.age(seconds)
    match state:
        case State.ERROR:
            why = "provider away" if provider_state == "unreachable" else "provider refused"
            return f"{why}, last good {moment(since, now, zone)}"
        case State.STALE:
            return f"stale, {close if quote.state is State.CLOSED else age}"
        case State.CLOSED:
            return close
    if quote.session not in (None, Session.REGULAR):
        return close
    later = quote.next_due_at is not None and (quote.next_due_at - now).total_seconds() > SOON
    if _held_back(quote):
        words = "15 min delayed" if seconds <= DELAY + max(SOON, _interval(quote)) else age
    else:
        words = "live" if seconds < LIVE and not later else age
    return f"{words}, next {clock(quote.next_due_at, now, zone)}" if later and quote.next_due_at else words


def mark(quote: Quote, now: datetime) -> str:
    """The state that the mark beside these words shows: `delayed` is a fresh price that the plan holds back."""
    state = quote.seen_at(now).state
    return "delayed" if state is State.FRESH and _held_back(quote) else state.value


def _held_back(quote: Quote) -> bool:
    """Whether the plan gives prices 15 minutes late, a simulated one too."""
    if quote.basis is not Basis.SIMULATED or quote.as_of is None or quote.fetched_at is None:
        return quote.basis is Basis.DELAYED
    return (quote.fetched_at - quote.as_of).total_seconds() >= DELAY


def _interval(quote: Quote) -> float:
    if quote.next_due_at is None or quote.fetched_at is None:
        return 0
    return (quote.next_due_at - quote.fetched_at).total_seconds()


def extended(quote: Quote) -> str:
    """The price outside regular hours, or nothing."""
    if quote.extended_price is None or quote.session in (None, Session.REGULAR):
        return ""
    when = "Before hours" if quote.session is Session.PRE else "After hours"
    words = f"{when} {formats.number(quote.extended_price)}"
    if quote.extended_change_percent is None:
        return words
    return f"{words} {formats.percent(quote.extended_change_percent)}"


def market(markets: Mapping[str, Mapping[str, Any]], now: datetime) -> str:
    """Whether the exchanges trade, and until when; those in the same state are told together.

    Times are in the exchange's zone; a browser tells them in the visitor's as well.
    """
    told: dict[str, list[str]] = {}
    for code in sorted(markets):
        told.setdefault(_market(markets[code], now), []).append(markets[code]["name"] or code)
    if len(told) == 1:
        return f"Market {next(iter(told))}"
    return " · ".join(f"{', '.join(names)} {words}" for words, names in told.items())


def exchange(known: Mapping[str, Any], now: datetime) -> str:
    """Whether this one exchange trades, and until when."""
    return f"{known['name']} {_market(known, now)}"


def trading(known: Mapping[str, Any], state: State, now: datetime) -> str:
    """What a row says of its exchange beside a price in this state: nothing while it trades and prices follow it.

    Times are in the exchange's zone; a browser tells them in the visitor's instead.
    """
    opens, changes = _at(known, "opens_at", now), _at(known, "next_change_at", now)
    match known["state"]:
        case "regular":
            return "market open" if state is State.CLOSED else ""
        case "pre":
            return f"pre-market, opens {opens}" if opens else "pre-market"
        case "post":
            return f"post-market until {changes}" if changes else "post-market"
    words = f"opens {opens}" if opens else "market closed"
    return f"{known['holiday']}, {words}" if known["holiday"] else words


def provider(known: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> str:
    """What is wrong with the provider and since when; nothing when nothing is."""
    if known["state"] in ("ok", "waiting"):
        return ""
    return f"{known['message']} Since {clock(_parsed(known['since']), now, zone)}."


def notice(known: Mapping[str, Any]) -> str:
    """What there is to know of a provider that answers, such as that its plan has less than was thought."""
    return str(known["message"]) if known["state"] in ("ok", "waiting") else ""


def budget(known: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> str:
    """What the plan's requests come to: those of the day, else the pace; when the next price is due if not soon."""
    limited_day, every, due = known["window"] == "day", known.get("every"), known["next_due_at"]
    told = []
    if limited_day and known["limit"] is not None:
        told.append(f"{known['used']} of {known['limit']} requests today")
    elif every and every > PACE:
        told.append(f"each ticker about every {pace(every)}")
    if due and (_parsed(due) - now).total_seconds() >= 120:
        told.append(f"next {'closes' if limited_day else 'prices'} about {clock(_parsed(due), now, zone)}")
    words = " · ".join(told)
    return words[:1].upper() + words[1:]


def pace(seconds: float) -> str:
    """A time between two prices: `12 s`, `3 min`."""
    return f"{int(seconds + 0.5)} s" if seconds < 120 else f"{int(seconds / 60 + 0.5)} min"


def arrival(known: Mapping[str, Any]) -> str:
    """Whether prices arrive, for a line that goes on with since when."""
    match known["state"]:
        case "ok":
            return "Arriving"
        case "waiting":
            return "Nothing asked for yet"
    return str(known["message"])


def prices(entitlement: str) -> str:
    """What kind of price a plan gives."""
    return {"realtime": "real time", "delayed": "15 min delayed", "end_of_day": "closing prices"}[entitlement]


def year_range(low: Decimal, high: Decimal, price: Decimal | None) -> str:
    """Where the price stands in the range of 52 weeks; the range may be older than the price, which then left it."""
    if price is None or high <= low:
        return ""
    if price > high:
        return "above its high"
    if price < low:
        return "below its low"
    parts = (price - low) / (high - low) * 100
    if parts < 1:
        return "at its low"
    return "at its high" if parts > 99 else f"{int(parts + Decimal('0.5'))}% of the way from low to high"


def told(fetched_at: datetime, now: datetime, zone: ZoneInfo, *, simulated: bool) -> str:
    """When the provider said it: `as of 21 Nov, from the provider`."""
    when = day(fetched_at.astimezone(zone).date(), now, zone)
    return f"as of {when}, {'simulated' if simulated else 'from the provider'}"


def told_value(on: date | None, now: datetime, zone: ZoneInfo) -> str:
    """What stands beside a market value that is the provider's own: `provider’s, 10 Nov`."""
    return "" if on is None else f"provider’s, {day(on, now, zone)}"


def opening(text: str, most: int = 280) -> tuple[str, str]:
    """A long text in two parts, the first of whole sentences or at least words, at most so many characters."""
    if len(text) <= most:
        return text, ""
    head = text[:most]
    end = max(head.rfind(stop) for stop in (". ", "! ", "? ")) + 1
    if end < most // 2:  # "Apple Inc." is no sentence
        end = head.rfind(" ") if " " in head else most
    return text[:end].rstrip(), text[end:].lstrip()


def calm(text: str) -> str:
    """What is written in capitals throughout, as the provider writes sectors, in ordinary letters."""
    if not text.isupper():
        return text
    words = " ".join(word if word in ABBREVIATIONS else word.lower() for word in text.split(" "))
    return words[0].upper() + words[1:]


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The time of day with its zone, or the date when it is not today's."""
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    return clock(at, now, zone) if here.date() == today else day(here.date(), now, zone)


def clock(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`16:00 New York`, with the weekday when it is not today's, or the date when it is a week away or more."""
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    away = abs((here.date() - today).days)
    before = f"{WEEKDAYS[here.weekday()]} " if away < 7 else f"{day(here.date(), now, zone)} "
    return f"{before if away else ''}{here:%H:%M} {place(zone)}"


def day(when: date, now: datetime, zone: ZoneInfo) -> str:
    """`19 Nov`, with the year when it is more than 300 days away."""
    words = f"{when.day} {MONTHS[when.month - 1]}"
    return words if abs((now.astimezone(zone).date() - when).days) <= 300 else f"{words} {when.year}"


def place(zone: ZoneInfo) -> str:
    """`America/New_York` is `New York`."""
    return zone.key.rpartition("/")[2].replace("_", " ")


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _market(known: Mapping[str, Any], now: datetime) -> str:
    opens, changes = _at(known, "opens_at", now), _at(known, "next_change_at", now)
    match known["state"]:
        case "regular":
            return f"open until {changes} time" if changes else "open"
        case "pre":
            return f"in pre-market trading, opens {opens} time" if opens else "in pre-market trading"
        case "post":
            return f"closed, post-market until {changes} time" if changes else "closed, post-market"
    closed = f"closed ({known['holiday']})" if known["holiday"] else "closed"
    return f"{closed}, opens {opens} time" if opens else closed


def _at(known: Mapping[str, Any], name: str, now: datetime) -> str:
    return clock(_parsed(known[name]), now, ZoneInfo(known["zone"])) if known[name] else ""


def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)
