"""What the processes told of themselves, in words for the status page. Pure."""

from collections.abc import Iterator, Mapping

from live.metrics import names
from live.metrics.names import Metric
from live.metrics.tally import SUM, Series

# Name and words of one line.
Line = tuple[str, str]


def told(counts: Mapping[Series, float], gauges: Mapping[Series, float]) -> Iterator[Line]:
    """Of all processes together: sockets and polls as they are, and what went wrong since Redis was started."""
    servers = int(gauges.get(Series(names.PROCESSES.name, ("web",)), 0))
    viewers = int(gauges.get(Series(names.VIEWERS.name), 0))
    if servers:
        yield "Open pages", f"{viewers:,}, on {servers} server process{'es' if servers > 1 else ''}"
    polls = {series.part: count for series, count in counts.items() if series.name == names.POLL_SECONDS.name}
    took, number = polls.pop(SUM, 0.0), sum(polls.values())
    if number:
        yield "A poll takes", f"{took / number:.1f} s"
    failed = {
        series.labels[0]: int(count)
        for series, count in sorted(counts.items(), key=lambda pair: pair[0].labels)
        if series.name == names.TASKS.name and series.labels[1:] == ("failed",) and count
    }
    if number or failed:
        yield "Failed tasks", ", ".join(f"{task} {times:,}" for task, times in failed.items()) or "none"
    for name, metric in (("Turned away", names.LIMITED), ("Slow readers closed", names.SLOW_DROPPED)):
        if total := int(_total(counts, metric)):
            yield name, f"{total:,}"


def _total(counts: Mapping[Series, float], metric: Metric) -> float:
    return sum(count for series, count in counts.items() if series.name == metric.name)
