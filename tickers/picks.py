"""A visitor's picks, as the value that lies in the session. Pure.

    {"lists": [{"id": 1, "name": "Watch list", "symbols": ["AAPL"]}, …], "view": {…}, "note": {…}, "seen": "2026-11-20"}

There is always a list; the first is the watch list. One that was written before lists had names and numbers gets both
when it is read. `view` is how the visitor wants tables to look and belongs to whoever shows them; `note` is the last
thing told of a change; `seen` is the UTC day of the last visit. Other keys are kept. Whatever has another shape counts
as missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tickers.symbols import is_symbol, most_symbols

FIRST_NAME = "Watch list"
MAX_LISTS = 12
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PickedList:
    """`id` is its number in this session, never that of another list."""

    id: int
    name: str
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes back the last removal: these symbols, each with its place, go back to this list.

    `whole` says that the list itself is gone, and stood at `place`; `taken_by` is the list that they moved to.
    """

    id: int
    symbols: tuple[tuple[int, str], ...]
    name: str = ""
    place: int = 0
    whole: bool = False
    taken_by: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What was done last, in words for people, told until `until` (aware)."""

    words: str
    until: datetime
    undo: Undo | None = None


@dataclass(frozen=True, slots=True)
class Picks:
    lists: tuple[PickedList, ...] = (PickedList(1, FIRST_NAME),)
    view: Mapping[str, Any] = field(default_factory=dict)
    note: Note | None = None
    seen: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, value: Any) -> "Picks":
        if not isinstance(value, dict):
            return cls()
        others = {key: each for key, each in value.items() if key not in ("lists", "view", "note", "seen")}
        view, seen = value.get("view"), value.get("seen")
        return cls(
            _lists(value.get("lists")),
            view if isinstance(view, dict) else {},
            _note(value.get("note")),
            seen if isinstance(seen, str) else "",
            others,
        )

    def written(self, day: date) -> dict[str, Any]:
        """The value for the session, seen on `day`."""
        lists = [{"id": each.id, "name": each.name, "symbols": list(each.symbols)} for each in self.lists]
        value = {**self.others, "lists": lists, "seen": day.isoformat()}
        if self.view:
            value["view"] = dict(self.view)
        if self.note is not None:
            value["note"] = _written_note(self.note)
        return value

    @property
    def kept(self) -> bool:
        """Whether there is anything here that a visitor would miss."""
        return len(self.lists) > 1 or bool(self.lists[0].symbols or self.view)

    def find(self, number: int | None) -> PickedList | None:
        """The list with this number; the first without one."""
        if number is None:
            return self.lists[0]
        return next((each for each in self.lists if each.id == number), None)

    def with_list(self, changed: PickedList) -> "Picks":
        return replace(self, lists=tuple(changed if each.id == changed.id else each for each in self.lists))

    def told(self, now: datetime) -> Note | None:
        return self.note if self.note is not None and now < self.note.until else None

    @property
    def next_id(self) -> int:
        """A number that no list has, nor one that may come back."""
        back = [self.note.undo.id] if self.note and self.note.undo else []
        return max(*(each.id for each in self.lists), *back, 0) + 1


def symbols_in(values: Iterable[Any]) -> tuple[str, ...]:
    """The symbols among these, each once, as many as a list may hold."""
    kept = [value for value in values if isinstance(value, str) and is_symbol(value)]
    return tuple(dict.fromkeys(kept))[: most_symbols()]


def _lists(value: Any) -> tuple[PickedList, ...]:
    found: list[PickedList] = []
    taken: set[int] = set()
    for entry in value if isinstance(value, list) else []:
        match entry:
            case {"symbols": [*symbols]} if len(found) < MAX_LISTS:
                number, name = entry.get("id"), entry.get("name")
                if not _is_number(number) or number in taken:
                    number = max(taken, default=0) + 1
                if not isinstance(name, str) or not name:
                    name = f"List {number}" if found else FIRST_NAME
                taken.add(number)
                found.append(PickedList(number, name[:LONGEST_NAME], symbols_in(symbols)))
    return tuple(found) or Picks().lists


def _note(value: Any) -> Note | None:
    match value:
        case {"words": str(words), "until": str(until)}:
            try:
                moment = datetime.fromisoformat(until)
            except ValueError:
                return None
            return Note(words, moment, _undo(value.get("undo"))) if moment.tzinfo else None
    return None


def _undo(value: Any) -> Undo | None:
    match value:
        case {"id": number, "symbols": [*pairs], "name": str(name), "place": place, "whole": bool(whole)}:
            symbols = tuple((pair[0], pair[1]) for pair in pairs if _is_placed(pair))
            taken_by = value.get("taken_by")
            if _is_number(number) and _is_number(place):
                return Undo(number, symbols, name, place, whole, taken_by if _is_number(taken_by) else None)
    return None


def _written_note(note: Note) -> dict[str, Any]:
    value: dict[str, Any] = {"words": note.words, "until": note.until.isoformat()}
    if note.undo is not None:
        undo = note.undo
        value["undo"] = {
            "id": undo.id, "name": undo.name, "place": undo.place, "whole": undo.whole, "taken_by": undo.taken_by,
            "symbols": [list(pair) for pair in undo.symbols],
        }  # fmt: skip
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9


def _is_placed(pair: Any) -> bool:
    match pair:
        case [place, str(symbol)]:
            return _is_number(place) and is_symbol(symbol)
    return False
