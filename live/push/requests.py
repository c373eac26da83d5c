"""What a browser may say on our sockets: decoded to a value, or refused in words. Nothing it sends raises."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from tickers.symbols import SYMBOL, clean, most_symbols

# Fifty symbols of twenty characters fit three times over. What the setting MAX_MESSAGE_BYTES says comes first.
MAX_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Watch:
    """Show me these, and nothing else, from now on; `spare` when a board shows them and nobody picked them."""

    symbols: frozenset[str]
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Visible:
    """Whether anybody looks at the page; a hidden one still needs the symbols in `keep`."""

    visible: bool
    keep: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there?"""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not understood, or not allowed: a code for programs, a message for people."""

    code: str
    message: str


Request = Watch | Visible | Ping


def decode(text: str | None, most: int = MAX_BYTES) -> Request | Refused:
    """The request in a frame of `ws/live/` of at most so many bytes; `text` is None for a binary one."""
    message = _decode(text, most)
    if isinstance(message, Refused):
        return message
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return Refused("no_type", 'A message is an object with a "type".')
    read = _READERS.get(message["type"])
    if read is None:
        return Refused("unknown_type", f'"type" is one of {", ".join(_READERS)}.')
    return read(message)


def decode_stock_symbol(text: str | None, most: int = MAX_BYTES) -> str | Refused:
    """The symbol in a frame of `ws/stock_predictions/`, in capitals; whatever else stands there is passed over."""
    message = _decode(text, most)
    if isinstance(message, Refused):
        return message
    typed = message.get("stock_symbol") if isinstance(message, dict) else None
    if not isinstance(typed, str):
        return Refused("no_symbol", 'Send {"stock_symbol": "AAPL"}.')
    return clean(typed) or Refused("bad_symbol", f"{typed[:24]!a} is not a ticker symbol.")


def _decode(text: str | None, most: int) -> Any:
    """The JSON value in a frame, or Refused."""
    if text is None:
        return Refused("not_text", "Send JSON in text frames, not binary ones.")
    # A character is at least a byte: the cheap look comes first.
    if len(text) > most or len(text.encode("utf-8", "surrogatepass")) > most:
        return Refused("too_big", f"A message may have at most {most} bytes.")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return Refused("not_json", "That is not JSON.")


def symbols_in(values: Any) -> frozenset[str] | Refused:
    """The set that a list of symbols names: order does not matter, twice is once."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return Refused("not_symbols", "Symbols come as a list of texts.")
    for value in values:
        if not SYMBOL.fullmatch(value):
            return Refused("bad_symbol", f"{value[:24]!a} is not a ticker symbol.")
    symbols = frozenset(values)
    if len(symbols) > most_symbols():
        return Refused("too_many_symbols", f"At most {most_symbols()} symbols can be watched at once.")
    return symbols


def _watch(message: dict[str, Any]) -> Watch | Refused:
    symbols, spare = symbols_in(message.get("symbols")), message.get("spare", False)
    if not isinstance(spare, bool):
        return Refused("not_spare", '"spare" is true or false.')
    return symbols if isinstance(symbols, Refused) else Watch(symbols, spare)


def _visible(message: dict[str, Any]) -> Visible | Refused:
    visible = message.get("visible")
    if not isinstance(visible, bool):
        return Refused("not_visible", '"visible" is true or false.')
    keep = symbols_in(message.get("keep", []))
    return keep if isinstance(keep, Refused) else Visible(visible, keep)


def _ping(_message: dict[str, Any]) -> Ping:
    return Ping()


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_READERS: dict[str, Callable[[dict[str, Any]], Request | Refused]] = {
    "watch": _watch,
    "visible": _visible,
    "ping": _ping,
}
