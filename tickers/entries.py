"""What search knows of one ticker, the words it goes by, and how likely it is meant."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

# Preferred stock, warrants, units, rights, trading when issued, in listing style: BAC-P-B, ACHR-WS, AAC-U, KIO-R-W.
_DERIVED_SYMBOL = re.compile(r".+-(P|WS|WD|U|W|R|V)(-[A-Z]+)?")
_DERIVED_NAME = re.compile(
    r"\b(warrants?|rights?|units each|preferred (stock|shares|units)|preference shares|pfd|when issued"
    r"|(notes|debentures|securities) due)\b|(- |% )(units?|notes?)\b",
    re.IGNORECASE,
)
# On NASDAQ the fifth letter says so: rights, units, warrants of the stock that the first four name.
_FIFTH_LETTER = re.compile(r"[A-Z]{4}[RUW]")
# Apostrophes, dots and ampersands inside a word: McDonald's, J.P., S&P, AT&T.
_INNER = re.compile(r"(?<=\w)[&.'’](?=\w)")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


class Rank(NamedTuple):
    """How likely a ticker is meant; less is likelier."""

    derived: bool  # no common stock or fund, but something that hangs on one
    fame: float  # its place among the well-known
    uncounted: bool  # its shares outstanding are not known
    nameless: bool
    fund: bool
    length: int  # of the name: "Apple Inc" before "Apple Hospitality REIT Inc"
    symbol_length: int
    symbol: str


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """`fame` is its place among the well-known, 0 the best; None is not among them.

    `alias` is what people call it, beside its name.
    """

    symbol: str
    name: str = ""
    asset_type: str = "Stock"
    counted: bool = False
    fame: int | None = None
    alias: str = ""

    def rank(self, family: Iterable[str] = (), listed: Container[str] = ()) -> Rank:
        """`family` are the symbols of everything that is called the same, `listed` all symbols."""
        return Rank(
            self.is_derived(family, listed),
            float("inf") if self.fame is None else self.fame,
            not self.counted,
            not self.name,
            self.asset_type == "ETF",
            len(self.name),
            len(self.symbol),
            self.symbol,
        )

    def is_derived(self, family: Iterable[str] = (), listed: Container[str] = ()) -> bool:
        """By its symbol, by its name, or because a shorter symbol has the same name: HBANL is one of HBAN's."""
        if self.fame is not None or self.asset_type != "Stock":
            return False
        return (
            _DERIVED_SYMBOL.fullmatch(self.symbol) is not None
            or _DERIVED_NAME.search(self.name) is not None
            or (_FIFTH_LETTER.fullmatch(self.symbol) is not None and self.symbol[:4] in listed)
            or any(self.symbol != other and self.symbol.startswith(other) for other in family)
        )


def families(entries: Iterable[Entry]) -> Mapping[str, list[str]]:
    """name → the symbols that are called so."""
    symbols_of: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.name:
            symbols_of[entry.name].append(entry.symbol)
    return symbols_of


def compact(text: str) -> str:
    """A symbol without what separates its parts, for people write BRK-B, BRK.B, BRK/B and BRK B."""
    return re.sub(r"[\s.\-/_]", "", text).upper()


def words(text: str) -> list[str]:
    """The words of a name or a query, in small letters without accents.

    `S&P` and `AT&T` are one word each; of `Coca-Cola` both parts are words, and so is the whole.
    """
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    found = []
    for word in _WORD.findall(_INNER.sub("", text).casefold()):
        parts = word.split("-")
        found += parts
        if len(parts) > 1:
            found.append("".join(parts))
    return found
