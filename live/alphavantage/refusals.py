"""Which refusal an answer is that does not hold what was asked for.

The provider refuses with HTTP 200 and a sentence, whose wording changes with the years. Only what a sentence is
known to mean is taken from it; anything else is a bad answer.
https://www.alphavantage.co/support/#support
"""

import json
import re
from collections.abc import Mapping

from live.providers.errors import (
    BadAnswer,
    Burst,
    DaySpent,
    NotEntitled,
    ProviderError,
    UnknownSymbol,
    Unreachable,
)

# The names under which the provider speaks instead of answering; `message` is the bulk quotes' own.
SPOKEN = ("information", "note", "error message", "message")

NO_KEY = "The data provider wants a key: set ALPHAVANTAGE_API_KEY to your own, free at alphavantage.co/support."
DEMO_KEY = (
    "The key 'demo' answers examples only: set ALPHAVANTAGE_API_KEY to your own, free at alphavantage.co/support."
)
NOT_IN_PLAN = (
    "The key's plan does not include this: see ALPHAVANTAGE_PLAN, ALPHAVANTAGE_ENTITLEMENT, ALPHAVANTAGE_BULK."
)

# Tried in this order. A sentence about too many requests a second also names the day's limit and the premium
# endpoints, so it comes first; one about a premium feature may name the day's limit, never the reverse.
MEANINGS: list[tuple[re.Pattern[str], type[ProviderError], str]] = [
    (re.compile(r"per (second|minute)|(second|minute)-level|burst|sparingly"), Burst, ""),
    (re.compile(r"demo api ?key"), NotEntitled, DEMO_KEY),
    (re.compile(r"api ?key is (invalid|missing)"), NotEntitled, NO_KEY),
    (re.compile(r"premium (endpoint|feature)\b|\bnot (yet |currently )?entitled"), NotEntitled, NOT_IN_PLAN),
    (re.compile(r"per day|\bdaily\b.{0,40}\b(limit|quota|allowance)"), DaySpent, ""),
]
INVALID_CALL = re.compile(r"invalid api call")


def refusal(answer: Mapping[str, object], *, symbol: str | None = None) -> ProviderError:
    """The refusal that the answer is. `symbol` is what was asked for, where it was one: an invalid call is then its."""
    sample = _spoken(answer)
    meaning = re.sub(r"[\s*]+", " ", sample).lower()
    for pattern, kind, words in MEANINGS:
        if pattern.search(meaning):
            return kind(words, sample=sample)
    if symbol is not None and INVALID_CALL.search(meaning):
        return UnknownSymbol(f"The data provider does not know {symbol}.", sample=sample)
    return BadAnswer(sample=sample or f"names: {', '.join(sorted(answer))}")


def unknown(symbol: str) -> UnknownSymbol:
    """For the answers that are empty where the symbol's values would be."""
    return UnknownSymbol(f"The data provider has nothing on {symbol}.", sample="{}")


def failed(status: int, body: bytes) -> ProviderError:
    """The refusal that an answer with another HTTP status than 200 is. `body` may be empty, or a part of it."""
    text = body.decode("utf-8", errors="replace")
    if status >= 500 or status == 408:
        return Unreachable("The data provider's server is failing.", sample=text)
    if 400 <= status < 500:
        stated = _stated(text)
        if not isinstance(stated, BadAnswer):
            return stated
    if status == 429:
        return Burst(sample=text)
    return BadAnswer(sample=text)


def _stated(text: str) -> ProviderError:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    return refusal(answer) if isinstance(answer, dict) else BadAnswer()


def _spoken(answer: Mapping[str, object]) -> str:
    said = [value for name, value in answer.items() if name.lower() in SPOKEN and isinstance(value, str)]
    return " ".join(said)
