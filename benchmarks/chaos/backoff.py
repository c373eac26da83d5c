"""Seconds until a page connects again: `static/js/backoff.js`, for pages without a browser. Pure."""

FIRST = 1.0
MOST = 30.0
LONG = 15.0


def wait(code: int, attempt: int, chance: float) -> float | None:
    """`attempt` counts from 0 since the last message, `chance` is in [0, 1). None: stay away."""
    if 4000 <= code <= 4099:
        return None
    if 4200 <= code <= 4299 and attempt == 0:
        return chance * 0.5
    longest = min(MOST, (LONG if 4100 <= code <= 4199 else FIRST) * 2.0**attempt)
    return longest / 2 + chance * longest / 2
