"""From the bytes of an answer to one JSON object, and to the part of it that was asked for."""

import json
from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar

from live.alphavantage.errors import BadAnswer
from live.alphavantage.refusals import refusal

T = TypeVar("T")
Answer = dict[str, Any]


class JsonBody(Generic[T]):
    """Takes an answer's body piece by piece, and reads it at the end. The body shows in no `repr`."""

    def __init__(self, read: Callable[[Answer], T]) -> None:
        self._read = read
        self._body = bytearray()

    def write(self, piece: bytes) -> None:
        self._body += piece

    def result(self) -> T:
        """What the body says. Raises ProviderError."""
        try:
            return self._read(decode(bytes(self._body)))
        except RecursionError:
            raise BadAnswer(sample="too deeply nested") from None


def decode(body: bytes) -> Answer:
    """The one JSON object in the body, its numbers as they were written. Raises BadAnswer for anything else.

    A name given twice is refused: which of the two is meant cannot be known. NaN and Infinity are no JSON.
    """
    text = body.decode("utf-8-sig", errors="replace")
    try:
        answer = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_refuse_constant, object_pairs_hook=_distinct
        )
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise BadAnswer(sample=text)
    return answer


def section(answer: Answer, prefix: str, *, symbol: str | None = None) -> Any:
    """What the answer holds under the one name that begins with `prefix`.

    Without it the answer is a refusal, which is raised: see `refusals.refusal` for `symbol`.
    """
    found = [value for name, value in answer.items() if name.startswith(prefix)]
    if len(found) != 1:
        raise refusal(answer, symbol=symbol)
    return found[0]


def same_symbol(given: object, asked: str) -> bool:
    return isinstance(given, str) and given.strip().upper() == asked.upper()


def _distinct(pairs: list[tuple[str, Any]]) -> Answer:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name twice")
    return values


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
