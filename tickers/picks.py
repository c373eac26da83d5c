"""A visitor's picks, as the value that lies in the session.

    {"lists": [{"symbols": ["AAPL", "MSFT"]}], "seen": "2026-11-20"}

The first list is the watch list; more keys and more lists may stand beside it and are kept as they are.
`seen` is the UTC day of the last visit. Whatever has another shape is an empty list.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tickers.symbols import MAX_SYMBOLS, is_symbol


class WatchListFullError(ValueError):
    """One list would hold more symbols than it may; the message is for people."""

    def __init__(self) -> None:
        super().__init__(f"A watch list holds at most {MAX_SYMBOLS} symbols. Remove some first.")


def read(value: Any) -> list[str]:
    """The symbols of the watch list in `value`, in order, each once."""
    match value:
        case {"lists": [{"symbols": [*symbols]}, *_]}:
            kept = [symbol for symbol in symbols if isinstance(symbol, str) and is_symbol(symbol)]
            return list(dict.fromkeys(kept))[:MAX_SYMBOLS]
    return []


def write(value: Any, symbols: list[str], day: date) -> dict[str, Any]:
    """`value` with these symbols as its watch list, seen on `day`; everything else in it is kept."""
    match value:
        case {"lists": [{"symbols": list()} as first, *others]}:
            return {**value, "lists": [{**first, "symbols": symbols}, *others], "seen": day.isoformat()}
    return {"lists": [{"symbols": symbols}], "seen": day.isoformat()}


def seen_on(value: Any, day: date) -> bool:
    return isinstance(value, dict) and value.get("seen") == day.isoformat()


def view(value: Any) -> Any:
    """How the visitor wants tables to look, as whoever shows them wrote it; None where nothing was."""
    return value.get("view") if isinstance(value, dict) else None


def added(symbols: list[str], new: Iterable[str]) -> list[str]:
    """Raises WatchListFullError when not all of the new ones fit; one that is there already stays where it is."""
    after = list(dict.fromkeys([*symbols, *new]))
    if len(after) > MAX_SYMBOLS:
        raise WatchListFullError
    return after


def without(symbols: list[str], gone: Iterable[str]) -> list[str]:
    leaving = set(gone)
    return [symbol for symbol in symbols if symbol not in leaving]


def ordered(symbols: list[str], order: Iterable[str]) -> list[str]:
    """`symbols` in this order. One that `order` does not name (picked meanwhile, elsewhere) comes last and stays."""
    named = [symbol for symbol in dict.fromkeys(order) if symbol in symbols]
    return [*named, *without(symbols, named)]
