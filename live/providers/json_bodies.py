"""From the bytes of an answer to one JSON object."""

import json
from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar

from live.providers.errors import BadAnswer

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


def _distinct(pairs: list[tuple[str, Any]]) -> Answer:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name twice")
    return values


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
