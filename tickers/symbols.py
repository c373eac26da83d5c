"""How a ticker symbol is written.

Listing style is dashes (`BRK-B`, preferred `-P-A`, warrants `-WS`); foreign symbols carry their exchange (`TSCO.LON`).
"""

import re

# To be used with `fullmatch`: `match` would let a trailing newline through.
SYMBOL = re.compile(r"[A-Z0-9.\-]{1,20}", re.ASCII)

# The most symbols that one watch list, one request or one socket may name, where the settings say nothing else; and the
# least that they may say, for a board's page has as many.
MAX_SYMBOLS = 50
_most = MAX_SYMBOLS


def allow(most: int) -> None:
    """Make this the most that may be named. To be called when the process starts."""
    global _most
    _most = most


def most_symbols() -> int:
    """The most symbols that one watch list, one request or one socket may name."""
    return _most


def is_symbol(text: str) -> bool:
    return SYMBOL.fullmatch(text) is not None


def clean(text: str) -> str | None:
    """The symbol that was typed, stripped and in capitals; None if it is none.

    Letters outside ASCII are refused before they are put in capitals: `"ı".upper()` is an ASCII I.
    """
    symbol = text.strip()
    if not symbol.isascii():
        return None
    symbol = symbol.upper()
    return symbol if is_symbol(symbol) else None
