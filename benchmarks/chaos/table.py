"""What was seen, as a table of Markdown, and its place in the documents. Pure but for `write_between`."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.chaos.trial import Seen

GOAL = 5.0

HEAD = (
    "| fault | lasted | first fresh price on all sockets, after its end | every row fresh | prices stood still for"
    " | sockets that came back | frames known to be missed | missed unknown | wrong | older | beyond the budget"
    " | what was said meanwhile |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def fails(seen: Seen) -> list[str]:
    """What is not as it has to be."""
    if seen.broke:
        return [seen.broke]
    found = []
    if seen.first is None or seen.whole is None:
        found.append("not fresh again")
    elif seen.first > GOAL and not seen.fault.provider:
        found.append(f"fresh after {seen.first:.1f} s")
    for count, words in (
        (seen.silent, "sockets lost something silently"),
        (seen.wrong, "wrong prices"),
        (seen.older, "older prices"),
        (seen.beyond, "requests beyond the budget"),
    ):
        if count:
            found.append(f"{count} {words}")
    return found


def row(seen: Seen) -> str:
    waits = f" ({seen.fault.provider})" if seen.fault.provider and (seen.first or 0) > GOAL else ""
    if seen.broke:
        return f"| {seen.fault.name} | {' | '.join([''] * 10)} | not tried to its end: {seen.broke.replace('|', '/')} |"
    cells = [
        seen.fault.name,
        _seconds(seen.lasted),
        f"{_seconds(seen.first)}{waits}",
        _seconds(seen.whole),
        _seconds(seen.still),
        *map(str, (seen.back, seen.gaps, seen.silent, seen.wrong, seen.older, seen.beyond)),
        "; ".join(_short(seen.said)) or "nothing: no price was late",
    ]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def table(all_seen: Iterable[Seen]) -> str:
    return "\n".join([HEAD, *map(row, all_seen)])


def renewed(before: str, seen: Sequence[Seen], when: str) -> str:
    """The text of a whole pass, with these faults' rows in place of what they were; new ones come last."""
    lines = before.splitlines() or [HEAD]
    for one in seen:
        fresh, begin = f"{row(one)}", f"| {one.fault.name} |"
        at = next((n for n, line in enumerate(lines) if line.startswith(begin)), None)
        if at is None:
            last = max(n for n, line in enumerate(lines) if line.startswith("|") or line == HEAD)
            lines.insert(last + 1, fresh)
        else:
            lines[at] = fresh
    return "\n".join([*lines, "", f"Tried again, {when}: {', '.join(one.fault.name for one in seen)}."])


def between(file: Path, name: str) -> str:
    """What stands between the markers of that name."""
    found = re.search(f"<!-- {name}:begin -->\n(.*?)<!-- {name}:end -->", file.read_text(), re.DOTALL)
    return found[1].strip() if found else ""


def write_between(file: Path, name: str, text: str) -> None:
    """Put `text` in place of what stands between the markers of that name. Raises ValueError without them."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before = file.read_text()
    after, count = re.subn(
        f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{text}\n{end}", before, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"{file} has no place marked {name}")
    file.write_text(after)


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f} s"


def _short(said: Sequence[str], most: int = 6) -> list[str]:
    return [*said[:most], *([f"and {len(said) - most} more"] if len(said) > most else [])]
