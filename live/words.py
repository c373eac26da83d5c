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

# What stays in capitals.
ABBREVIATIONS = {"REIT", "REITS", "IT", "US", "USA", "ETF"}

WINDOWS = {"day": "today", "minute": "this minute", "second": "this second"}


def freshness(quote: Quote, now: datetime, zone: ZoneInfo) -> str:
    """How old the price is and why, in a few words."""
    quote = quote.seen_at(now)
    since = quote.as_of or quote.fetched_at
    if quote.price is None or quote.trading_day is None or since is None:
        return "no price given" if quote.state is State.ERROR else "waiting for the first price"
    close = f"close of {day(quote.trading_day, now, zone)}"
    age = formats.age((now - since).total_seconds())
    match quote.state:
        case State.ERROR:
            return f"no update, last good {moment(since, now, zone)}"
        case State.STALE:
            return f"stale, {close if quote.basis is Basis.END_OF_DAY else age}"
        case State.CLOSED:
            return close
    if quote.session not in (None, Session.REGULAR):
        return close
    if quote.basis is Basis.DELAYED:
        return "15 min delayed"
    return "live" if (now - since).total_seconds() < LIVE else age


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


def budget(known: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> str:
    """How much of the provider's limit is used, and when the next price is due if that is not soon."""
    words = "" if known["limit"] is None else f"{known['used']} of {known['limit']} requests {WINDOWS[known['window']]}"
    due = known.get("next_due_at")
    if due and (_parsed(due) - now).total_seconds() >= 120:
        later = f"next prices {clock(_parsed(due), now, zone)}"
        return f"{words}, {later}" if words else f"N{later[1:]}"
    return words


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
    return "at its high" if parts > 99 else f"{parts:.0f}% of the way from low to high"


def told(fetched_at: datetime, now: datetime, zone: ZoneInfo, *, simulated: bool) -> str:
    """When the provider said it: `as of 21 Nov, from the provider`."""
    when = day(fetched_at.astimezone(zone).date(), now, zone)
    return f"as of {when}, {'simulated' if simulated else 'from the provider'}"


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
