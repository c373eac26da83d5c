"""What the server says on `ws/live/`: one JSON object a text frame, `type` first, then `now` (UTC).

A quote is encoded once, whoever it goes to: `quotes` and `snapshot` put encoded quotes together.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from live.quotes import iso

# One for all: `json.dumps` makes another for each value that it is given such options with.
_encoder = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def encoded(value: Any) -> str:
    """Compact JSON. Raises ValueError on NaN and infinities, which are not JSON."""
    return _encoder.encode(value)


def snapshot(now: datetime, seq: int, quotes: Iterable[str], unknown: Iterable[str]) -> str:
    """All that is known of a set: encoded quotes, and the symbols that no catalogue has."""
    return (
        f'{{"type":"snapshot","now":"{iso(now)}","seq":{seq},'
        f'"quotes":[{",".join(quotes)}],"unknown":{encoded(sorted(unknown))}}}'
    )


def quotes(now: datetime, seq: int, changed: Iterable[str]) -> str:
    """What a poll brought for a set: encoded quotes."""
    return f'{{"type":"quotes","now":"{iso(now)}","seq":{seq},"quotes":[{",".join(changed)}]}}'


def heartbeat(now: datetime, seq: int) -> str:
    return f'{{"type":"heartbeat","now":"{iso(now)}","seq":{seq}}}'


def status(now: datetime, known: str, live: bool) -> str:
    """What the last poll knew of basis, provider, budget and markets, encoded; `live` says whether news arrive."""
    return f'{{"type":"status","now":"{iso(now)}",{known[1:-1]},"live":{encoded(live)}}}'


def error(now: datetime, code: str, message: str) -> str:
    return encoded({"type": "error", "now": iso(now), "code": code, "message": message})


def pong(now: datetime) -> str:
    return f'{{"type":"pong","now":"{iso(now)}"}}'
