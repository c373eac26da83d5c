"""What a visitor may do to the lists: each takes the picks and gives them changed, or refuses in words. Pure.

A list is named by its number; None is the first. `now` is aware and dates what is told of the change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tickers.picks import FIRST_NAME, LONGEST_NAME, MAX_LISTS, Note, PickedList, Picks, Undo
from tickers.symbols import most_symbols

# How long the page offers to take a removal back.
TOLD = timedelta(seconds=60)


class RefusedError(ValueError):
    """The change cannot be made and nothing was; the message is for people."""


class WatchListFullError(RefusedError):
    def __init__(self) -> None:
        super().__init__(f"A watch list holds at most {most_symbols()} symbols. Remove some first.")


class NoSuchListError(RefusedError):
    def __init__(self) -> None:
        super().__init__("That list is gone. Reload the page.")


def added(picks: Picks, at: int | None, symbols: Iterable[str]) -> Picks:
    """One that is there already stays where it is. Raises WatchListFullError when not all of the new ones fit."""
    there = _list(picks, at)
    after = tuple(dict.fromkeys([*there.symbols, *symbols]))
    if len(after) > most_symbols():
        raise WatchListFullError
    return picks.with_list(replace(there, symbols=after))


def imported(picks: Picks, at: int | None, symbols: Sequence[str], words: str, now: datetime) -> Picks:
    """As many of these as fit, and `words` of what came of it."""
    there = _list(picks, at)
    after = tuple(dict.fromkeys([*there.symbols, *symbols]))[: most_symbols()]
    return _telling(picks.with_list(replace(there, symbols=after)), words, now)


def removed(picks: Picks, at: int | None, symbols: Iterable[str], now: datetime) -> Picks:
    leaving, there = set(symbols), _list(picks, at)
    gone = tuple((place, symbol) for place, symbol in enumerate(there.symbols) if symbol in leaving)
    if not gone:
        return picks
    after = picks.with_list(replace(there, symbols=_without(there, leaving)))
    words = f"{gone[0][1]} removed" if len(gone) == 1 else f"{len(gone)} tickers removed"
    return _telling(after, words, now, Undo(there.id, gone))


def cleared(picks: Picks, at: int | None, now: datetime) -> Picks:
    return removed(picks, at, _list(picks, at).symbols, now)


def ordered(picks: Picks, at: int | None, order: Iterable[str]) -> Picks:
    """The list in this order. One that `order` does not name (picked meanwhile, elsewhere) comes last and stays.

    An order made by hand ends a sorting by column.
    """
    there = _list(picks, at)
    named = [symbol for symbol in dict.fromkeys(order) if symbol in there.symbols]
    after = picks.with_list(replace(there, symbols=(*named, *_without(there, named))))
    return replace(after, view={key: value for key, value in picks.view.items() if key != "sort"})


def moved(picks: Picks, at: int | None, symbol: str, by: int) -> Picks:
    """`symbol` so many places down its list, or up; never past an end."""
    symbols = list(_list(picks, at).symbols)
    if symbol not in symbols:
        return picks
    place = symbols.index(symbol)
    symbols.insert(max(0, min(len(symbols) - 1, place + by)), symbols.pop(place))
    return ordered(picks, at, symbols)


def taken(picks: Picks, by: int, at: int | None, symbols: Iterable[str], now: datetime) -> Picks:
    """These, of the list `at`, moved to the list `by`."""
    source, target, leaving = _list(picks, at), _list(picks, by), set(symbols)
    gone = tuple((place, symbol) for place, symbol in enumerate(source.symbols) if symbol in leaving)
    if not gone or source.id == target.id:
        return picks
    moving = [symbol for _, symbol in gone]
    new = [symbol for symbol in moving if symbol not in target.symbols]
    after = added(picks.with_list(replace(source, symbols=_without(source, moving))), target.id, moving)
    words = f"{moving[0] if len(moving) == 1 else f'{len(moving)} tickers'} moved to {target.name}"
    # Only what was not there before leaves the other list again.
    undo = Undo(source.id, gone, taken_by=target.id if len(new) == len(moving) else None)
    return _telling(after, words, now, undo)


def created(picks: Picks, name: str, symbols: Iterable[str] = ()) -> Picks:
    """A new list, the last of them."""
    if len(picks.lists) >= MAX_LISTS:
        raise RefusedError(f"There are at most {MAX_LISTS} lists. Delete one first.")
    new_symbols = list(symbols)
    if new_symbols and not picks.kept:  # whoever has nothing yet gets it as the first list
        return added(replace(picks, lists=(PickedList(1, clean_name(name) or FIRST_NAME),)), 1, new_symbols)
    number = picks.next_id
    new = PickedList(number, clean_name(name) or f"List {len(picks.lists) + 1}")
    return added(replace(picks, lists=(*picks.lists, new)), number, new_symbols)


def renamed(picks: Picks, at: int, name: str) -> Picks:
    there, cleaned = _list(picks, at), clean_name(name)
    if not cleaned:
        raise RefusedError("Give the list a name.")
    return picks.with_list(replace(there, name=cleaned))


def deleted(picks: Picks, at: int, now: datetime) -> Picks:
    there = _list(picks, at)
    if len(picks.lists) == 1:
        raise RefusedError("The last list cannot be deleted.")
    undo = Undo(there.id, tuple(enumerate(there.symbols)), there.name, picks.lists.index(there), whole=True)
    after = replace(picks, lists=tuple(each for each in picks.lists if each.id != there.id))
    return _telling(after, f"{there.name} deleted", now, undo)


def undone(picks: Picks) -> Picks:
    """The last removal taken back as far as it can be: what was changed since stays changed."""
    undo = picks.note.undo if picks.note else None
    if undo is None:
        raise RefusedError("There is nothing to take back any more.")
    lists = list(picks.lists)
    if undo.whole and picks.find(undo.id) is None:
        lists.insert(undo.place, PickedList(undo.id, undo.name))
    after = replace(picks, lists=tuple(lists[:MAX_LISTS]), note=None)
    there = after.find(undo.id)
    if there is None:
        raise NoSuchListError
    symbols = list(there.symbols)
    for place, symbol in undo.symbols:
        if symbol not in symbols and len(symbols) < most_symbols():
            symbols.insert(place, symbol)
    after = after.with_list(replace(there, symbols=tuple(symbols)))
    taker = after.find(undo.taken_by) if undo.taken_by is not None else None
    if taker is None:
        return after
    return after.with_list(replace(taker, symbols=_without(taker, [symbol for _, symbol in undo.symbols])))


def looking(picks: Picks, view: Mapping[str, Any]) -> Picks:
    """Tables look so from now on; None takes an entry of `view` away."""
    merged = {**picks.view, **view}
    return replace(picks, view={key: value for key, value in merged.items() if value is not None})


def clean_name(text: str) -> str:
    """A name as it is shown: one line, nothing unprintable, not too long."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST_NAME].strip()


def _list(picks: Picks, at: int | None) -> PickedList:
    found = picks.find(at)
    if found is None:
        raise NoSuchListError
    return found


def _without(there: PickedList, gone: Iterable[str]) -> tuple[str, ...]:
    leaving = set(gone)
    return tuple(symbol for symbol in there.symbols if symbol not in leaving)


def _telling(picks: Picks, words: str, now: datetime, undo: Undo | None = None) -> Picks:
    return replace(picks, note=Note(words, now + TOLD, undo))
