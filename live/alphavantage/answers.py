"""From one JSON object to the part of it that was asked for."""

from typing import Any

from live.alphavantage.refusals import refusal
from live.providers.json_bodies import Answer


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
