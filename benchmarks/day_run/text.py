"""The record as text: lines in order of time, one heading a day, repetitions told in one line, totals. Pure."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from benchmarks.day_run.truth import NEWER
from live.polling.hours import NEW_YORK, NEW_YORK_EARLY_CLOSES, NEW_YORK_HOLIDAYS

# Of requests that follow each other for one need, so many are written out at the beginning and at the end.
FIRST, LAST = 10, 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as the simulator counted it."""

    at: datetime
    function: str
    symbols: tuple[str, ...]
    outcome: str
    need: str


@dataclass(frozen=True, slots=True)
class Said:
    """Anything else that happened."""

    at: datetime
    words: str


def lines(events: Iterable[Asked | Said]) -> Iterator[str]:
    day = None
    for some in _in_runs(sorted(events, key=lambda event: event.at)):
        for event in some:
            here = event.at.astimezone(NEW_YORK)
            if here.date() != day:
                day = here.date()
                yield f"\n{_heading(here)}"
            yield f"{here:%H:%M:%S}  {_words(event)}"
    yield ""


def _in_runs(events: Sequence[Asked | Said]) -> Iterator[Sequence[Asked | Said]]:
    """The events, with the middle of each long run of newer prices told in one."""
    for repeated, group in groupby(events, key=lambda event: isinstance(event, Asked) and event.need == NEWER):
        run = list(group)
        if not repeated or len(run) <= FIRST + LAST + 1:
            yield run
            continue
        middle = [event for event in run[FIRST:-LAST] if isinstance(event, Asked)]
        yield run[:FIRST]
        yield [Said(middle[0].at, f"…  {_summary(middle)}")]
        yield run[-LAST:]


def _summary(middle: Sequence[Asked]) -> str:
    symbols = Counter(symbol for event in middle for symbol in event.symbols)
    span = (middle[-1].at - middle[0].at).total_seconds()
    every = span / max(1, min(symbols.values()))
    return (
        f"{len(middle)} requests of this kind are left out, until {middle[-1].at.astimezone(NEW_YORK):%H:%M:%S}: "
        f"each of {len(symbols)} tickers about every {every:.0f} s"
    )


def _heading(here: datetime) -> str:
    day = here.date()
    if day in NEW_YORK_HOLIDAYS:
        return f"{here:%A %d %B %Y}: {NEW_YORK_HOLIDAYS[day]}, no trading"
    if day.weekday() > 4:
        return f"{here:%A %d %B %Y}: no trading"
    return f"{here:%A %d %B %Y}: trading from 09:30 to {13 if day in NEW_YORK_EARLY_CLOSES else 16}:00"


def _words(event: Asked | Said) -> str:
    if isinstance(event, Said):
        return event.words
    refused = "" if event.outcome == "ok" else f"  REFUSED: {event.outcome}"
    return f"asked  {' '.join([event.function, ','.join(event.symbols)]).rstrip()}  for: {event.need}{refused}"


def busiest(asked: Sequence[Asked], window: timedelta) -> int:
    """The most requests in any window of this length that begins after one and ends with another."""
    most, within = 0, deque[datetime]()
    for at in sorted(event.at for event in asked):
        within.append(at)
        while at - within[0] >= window:
            within.popleft()
        most = max(most, len(within))
    return most
