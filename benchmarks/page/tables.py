"""What was measured, as Markdown."""

from collections.abc import Mapping, Sequence

from benchmarks.page.frames import Frames
from benchmarks.page.hours import Left
from benchmarks.page.weight import OTHER, Weight
from benchmarks.push.tables import table

KINDS = ("page", "style", "script", OTHER)


def weights(found: Mapping[str, Weight]) -> str:
    rows = [("page", "KB in all", "requests", *(f"KB {kind}" for kind in KINDS))]
    for name, weight in found.items():
        rows.append((name, _kb(weight.total), f"{weight.requests}", *(_kb(weight.by(kind)) for kind in KINDS)))
    return table(rows)


def costs(found: Mapping[str, Frames]) -> str:
    rows = [("ten updates a second", "frames", "median", "95 %", "99 %", "longest", "over 4 ms", "main thread busy")]
    for name, frames in found.items():
        times = (frames.median, frames.at(0.95), frames.at(0.99), frames.at(1))
        per_second = f"{len(frames.each) / frames.seconds:.0f} a second"
        shares = (f"{frames.over:.1%}", f"{frames.busy:.1%}")
        rows.append((name, per_second, *(f"{took:.2f} ms" for took in times), *shares))
    return table(rows)


def days(found: Mapping[str, Sequence[Left]]) -> str:
    rows = [("page", "hours", "messages", "heap", "DOM nodes", "listeners")]
    for name, lefts in found.items():
        for left in lefts:
            counts = (f"{left.messages:,}", f"{left.heap / 1e6:.2f} MB", f"{left.nodes:,}", f"{left.listeners:,}")
            rows.append((name, f"{left.hours:.0f}", *counts))
    return table(rows)


def _kb(size: int) -> str:
    return f"{size / 1000:.1f}"
