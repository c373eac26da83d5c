"""How one event of the log is written: for people as text, for machines as JSON. Pure.

An event is one line. What visitors send can forge none: whatever is no printable character is written as its escape,
and of a traceback, which has lines in a text, each begins with spaces, as no event does.
"""

import json
from collections.abc import Iterable, MutableMapping
from datetime import datetime
from typing import Any

Event = MutableMapping[str, Any]

# The fields that stand at their own place in a text.
_PLACED = ("timestamp", "level", "logger", "event", "exception", "stack")
# In this order in JSON; what else there is follows.
_FIRST = ("timestamp", "level", "process", "pid", "logger", "event")


def as_text(event: Event) -> str:
    """`2026-11-21 14:05:09.123 WARNING stocker.serve: words key=value`"""
    more = "".join(f" {name}={printable(str(value))}" for name, value in event.items() if name not in _PLACED)
    level = str(event.get("level", "info")).upper()
    words = printable(str(event.get("event", "")))
    line = f"{event.get('timestamp', '')} {level:<7} {event.get('logger', '')}: {words}{more}"
    traces = [str(event[name]) for name in ("exception", "stack") if event.get(name)]
    return "\n".join([line, *(f"    {printable(part)}" for trace in traces for part in trace.split("\n"))])


def as_json(event: Event) -> str:
    """The same as one object; what JSON has no form for as text."""
    ordered = {name: event[name] for name in _FIRST if name in event}
    return json.dumps({**ordered, **event}, default=str)


def of_another(process: str, said: str, now: datetime) -> str:
    """A line that another process said, as JSON: its own object with the name that we know the process by; what is no
    object, such as what a program says before its log is set up, as the words of an event."""
    try:
        event = json.loads(said)
    except ValueError:
        event = None
    if not isinstance(event, dict) or "event" not in event:
        event = {"timestamp": now.isoformat().replace("+00:00", "Z"), "level": "info", "event": said}
    return as_json({**event, "process": process})


def printable(text: str) -> str:
    """The text with everything escaped that could end a line, move a cursor or turn the writing round."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def process_of(arguments: Iterable[str]) -> str:
    """What a process is for, by its command: `web`, `worker`, `beat`, or the name of a command."""
    words = [word.rpartition("/")[2] for word in arguments]
    if any(word in ("stocker.serve", "serve.py") for word in words):
        return "web"
    known = next((word for word in words if word in ("worker", "beat")), None)
    if known:
        return known
    return next((word for word in words[1:] if not word.startswith("-")), words[0] if words else "python")
