"""The one family of errors that the provider's client raises.

    ProviderError
    ├── Burst            requests came too fast
    ├── DaySpent         the day's requests are used up
    ├── NotEntitled      the key or its plan does not give this
    ├── UnknownSymbol    the provider does not know the symbol
    ├── BadAnswer        an answer that is none of these, and not what was asked for
    └── Unreachable      no answer, or a failing server
        └── Unanswered   given up after a while; the request may arrive later

`str(error)` is words for people. `error.evidence` is for logs: which function, what HTTP status, and the beginning
of what the provider wrote. Neither holds the key, once the client has told the error what it knows (`told`).
"""

from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar, Self

# So much of what the provider wrote is kept as evidence; characters.
EVIDENCE_LENGTH = 200


class Refusal(StrEnum):
    """Why there is no value, as one word that travels."""

    BURST = "burst"  # asked too fast: wait seconds
    DAY_SPENT = "day_spent"  # nothing more today
    NOT_ENTITLED = "not_entitled"  # until the operator changes the key or the plan
    UNKNOWN_SYMBOL = "unknown_symbol"  # of this one symbol only
    BAD_ANSWER = "bad_answer"  # not to be trusted
    UNREACHABLE = "unreachable"  # no answer at all


class ProviderError(Exception):
    """A request that brought no value. `sample` is what the provider wrote, whole; it is cut by `told`."""

    refusal: ClassVar[Refusal]
    usual: ClassVar[str]

    def __init__(self, words: str = "", *, sample: str = "") -> None:
        super().__init__(words or self.usual)
        self.sample = sample
        self.function = ""
        self.status: int | None = None

    def told(self, function: str, status: int | None, redact: Callable[[str], str]) -> Self:
        """This error as a new one that knows its request, without a traceback, the key taken out of its texts.

        The sample is redacted before it is cut: a cut through the key would leave a part of it.
        """
        told = type(self)(redact(str(self)), sample=_printable(redact(self.sample)))
        told.function = function
        told.status = status
        return told

    @property
    def evidence(self) -> str:
        """One line for a log: `GLOBAL_QUOTE, HTTP 200: <html>…`."""
        asked = ", ".join(filter(None, [self.function, f"HTTP {self.status}" if self.status else ""]))
        return ": ".join(filter(None, [asked, self.sample[:EVIDENCE_LENGTH]]))


class Burst(ProviderError):
    refusal = Refusal.BURST
    usual = "The data provider asks for fewer requests at a time."


class DaySpent(ProviderError):
    refusal = Refusal.DAY_SPENT
    usual = "The data provider's requests for today are used up."


class NotEntitled(ProviderError):
    refusal = Refusal.NOT_ENTITLED
    usual = "The data provider's plan does not include this."


class UnknownSymbol(ProviderError):
    refusal = Refusal.UNKNOWN_SYMBOL
    usual = "The data provider does not know this symbol."


class BadAnswer(ProviderError):
    refusal = Refusal.BAD_ANSWER
    usual = "The data provider sent an answer that cannot be used."


class Unreachable(ProviderError):
    refusal = Refusal.UNREACHABLE
    usual = "The data provider cannot be reached."


class Unanswered(Unreachable):
    usual = "The data provider did not answer in time."


def _printable(text: str) -> str:
    """The beginning of the text on one line, without what could garble a terminal or a log."""
    text = " ".join(text[: 5 * EVIDENCE_LENGTH].split())[:EVIDENCE_LENGTH]
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
