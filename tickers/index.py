"""Search over the whole catalogue in memory: 13,000 tickers, no database in the way.

Entries are put in the order of how likely they are meant, so that an entry's place is its score: the best of many
matches are the smallest places.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from heapq import nsmallest

from tickers.entries import Entry, compact, families, words

# What is typed beyond these says nothing more about a ticker.
LONGEST_QUERY = 80
MOST_WORDS = 8

# Where names match too, so much of the answer at most goes to symbols that begin with the query: "ap" shows Apple.
PREFIX_SHARE = 0.6


class Index:
    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        symbols_of, listed = families(entries), {entry.symbol for entry in entries}
        ranked = sorted((entry.rank(symbols_of.get(entry.name, ()), listed), entry) for entry in entries)
        self._symbol_at = [entry.symbol for _, entry in ranked]
        self._common = {place for place, (rank, _) in enumerate(ranked) if not rank.derived}
        self._famous = {place for place, (_, entry) in enumerate(ranked) if entry.fame is not None}
        self._symbols, self._words, self._first_words = _Prefixes(), _Prefixes(), _Prefixes()
        for place, (_, entry) in enumerate(ranked):
            self._symbols.put(compact(entry.symbol), place)
            for text in (entry.name, entry.alias):
                for word in (of_text := words(text)):
                    self._words.put(word, place)
                if of_text:
                    self._first_words.put(of_text[0], place)
        for prefixes in (self._symbols, self._words, self._first_words):
            prefixes.seal()

    def search(self, query: str, limit: int = 20) -> list[str]:
        """The symbols that are meant most likely, best first.

        The exact symbol; symbols that begin so; names with words that begin so; what hangs on a stock last, unless the
        query is written as such a symbol is (`BAC-P`).
        """
        query = query[:LONGEST_QUERY]
        asked = list(dict.fromkeys(words(query)))[:MOST_WORDS]
        if not asked or limit < 1:
            return []
        symbol = compact(query)
        exact = set(self._symbols.exactly(symbol))
        beginning = self._symbols.beginning(symbol) - exact
        named = self._named(asked) - beginning - exact
        by_symbol = nsmallest(limit, beginning & self._common)
        by_name = self._best(named & self._common, self._first_words.beginning(asked[0]), limit)
        room = max(limit - len(by_name), int(limit * PREFIX_SHARE))
        derived = nsmallest(limit, beginning - self._common)
        written_so = derived if "-" in query.strip("-") else []
        derived_names = nsmallest(limit, named - self._common)
        order = [*sorted(exact), *by_symbol[:room], *written_so, *by_name, *by_symbol[room:], *derived, *derived_names]
        return [self._symbol_at[place] for place in list(dict.fromkeys(order))[:limit]]

    def _named(self, asked: list[str]) -> set[int]:
        """Those with, for every word asked, a word of the name that begins with it; "jp morgan" is JPMorgan too."""
        found = self._words.beginning(asked[0])
        for word in asked[1:]:
            if not found:
                break
            found &= self._words.beginning(word)
        return found | self._words.beginning("".join(asked)) if len(asked) > 1 else found

    def _best(self, named: set[int], first: set[int], limit: int) -> list[int]:
        """The well-known, then those whose name begins with the first word asked, then the others."""
        others = named - self._famous
        groups = (named & self._famous, others & first, others - first)
        return [place for group in groups for place in nsmallest(limit, group)][:limit]


class _Prefixes:
    """Words, each with the places where it stands; in order once they are sealed."""

    def __init__(self) -> None:
        self._gathered: dict[str, list[int]] = defaultdict(list)

    def put(self, word: str, place: int) -> None:
        self._gathered[word].append(place)

    def seal(self) -> None:
        # Tuples of numbers: the garbage collector does not visit them, where it would visit 20,000 lists.
        self._places = {word: tuple(self._gathered[word]) for word in sorted(self._gathered)}
        self._sorted = list(self._places)
        # One letter is what everybody types first, and begins up to 7,000 names.
        self._by_letter: dict[str, set[int]] = defaultdict(set)
        for word, places in self._places.items():
            self._by_letter[word[0]].update(places)
        del self._gathered

    def exactly(self, word: str) -> tuple[int, ...]:
        return self._places.get(word, ())

    def beginning(self, prefix: str) -> set[int]:
        """The places of all words that begin so; the caller's own to change."""
        if len(prefix) == 1:
            return set(self._by_letter.get(prefix, ()))
        found: set[int] = set()
        at = bisect_left(self._sorted, prefix)
        while prefix and at < len(self._sorted) and self._sorted[at].startswith(prefix):
            found.update(self._places[self._sorted[at]])
            at += 1
        return found
