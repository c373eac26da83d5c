"""What the simulator sends back, and how it may break on the way."""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self


class Ending(StrEnum):
    """How the connection treats the reply."""

    WHOLE = "whole"
    CUT = "cut"  # half of the announced body, then closed
    RESET = "reset"  # nothing of it: the connection is reset


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply. `outcome` is one word for the record of requests; `delay` in seconds."""

    body: bytes
    outcome: str = "ok"
    status: int = 200
    content_type: str = "application/json"
    filename: str | None = None
    delay: float = 0.0
    ending: Ending = Ending.WHOLE

    @classmethod
    def json(cls, value: Any, outcome: str = "ok", status: int = 200) -> Self:
        """Indented by four spaces, as the provider does it."""
        return cls(json.dumps(value, indent=4).encode(), outcome, status)

    @classmethod
    def page(cls, html: str, outcome: str, status: int = 200) -> Self:
        return cls(html.encode(), outcome, status, "text/html; charset=utf-8")

    @classmethod
    def csv(cls, text: str, filename: str) -> Self:
        return cls(text.encode(), content_type="application/x-download", filename=filename)

    def after(self, seconds: float) -> Self:
        return replace(self, delay=seconds)

    def broken(self, ending: Ending) -> Self:
        return replace(self, ending=ending, outcome=ending.value)
