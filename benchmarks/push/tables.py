"""What was measured, as Markdown. Medians of the repeats."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from benchmarks.push.cases import Cases
from benchmarks.push.comeback import VIEWERS
from benchmarks.push.measure import Figures

HEAD = (
    *("design", "µs a delivery", "× nchan", "less than naive", "deliveries/s", "last client p50", "p99"),
    *("KB a connection", "connects/s", "a core", "lost"),
)


def table(lines: Iterable[Sequence[str]]) -> str:
    head, *rows = lines
    marks = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows))


def designs(found: Mapping[tuple[str, int], Sequence[Figures]], counts: Iterable[int], naive: str, nchan: str) -> str:
    """One table for each number of sockets, with the ratios to the two ends of the scale, both of the same run."""
    parts = []
    for count in counts:
        rows = [HEAD]
        for (name, of), figures in found.items():
            if of == count:
                rows.append((name, *_cells(figures, found.get((nchan, count)), found.get((naive, count)))))
        parts.append(f"**{count:,} sockets**\n\n{table(rows)}")
    return "\n\n".join(parts)


def cases(found: Cases) -> str:
    same, lists, many, back = found.same, found.lists, found.many, found.back
    late, waits = sorted(found.answered), sorted(back.late)
    rows = [("good viewers beside stalled ones", "last client p50", "p99", "server memory")]
    rows += [(when, *map(_ms, (p50, p99)), f"{memory / 2**20:.1f} MB") for when, p50, p99, memory in found.stalled]
    return "\n\n".join(
        (
            f"1,000 viewers of 1,000 lists: {1e6 * lists.cpu_a_delivery:.1f} µs a delivery; "
            f"of one list: {1e6 * same.cpu_a_delivery:.1f} µs.",
            f"5,000 viewers, {len(many.late)} updates, five a second: the last has one at p50 {_ms(many.p50)}, "
            f"p99 {_ms(many.p99)}, the latest {_ms(max(many.late))}; {many.memory_a_connection / 1024:.1f} KB each.",
            f"From the provider's answer to the last of 1,000 browsers, the whole product, {len(late)} polls: "
            f"p50 {_ms(median(late))}, p99 {_ms(late[int(0.99 * (len(late) - 1) + 0.5)])}, the latest {_ms(late[-1])}.",
            f"A restart under {VIEWERS:,} browsers: away {back.server_away:.1f} s; all had a snapshot "
            f"{back.after_server:.1f} s after the server listened, for {back.cpu:.1f} s of CPU, its start included; "
            f"updates meanwhile: p50 {_ms(median(waits))}, the latest {_ms(waits[-1])}.",
            table(rows),
        )
    )


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def _cells(figures: Sequence[Figures], nchan: Sequence[Figures] | None, naive: Sequence[Figures] | None) -> list[str]:
    def of(value: Callable[[Figures], float]) -> float:
        return median(map(value, figures))

    cost = of(lambda one: one.cpu_a_delivery)
    least = nchan and median(one.cpu_a_delivery for one in nchan)
    most = naive and median(one.cpu_a_delivery for one in naive)
    return [
        f"{1e6 * cost:.1f}",
        f"{cost / least:.2f}" if least else "–",
        f"{most / cost:.0f} ×" if most else "–",
        f"{of(lambda one: one.deliveries_a_second):,.0f}",
        _ms(of(lambda one: one.p50)),
        _ms(of(lambda one: one.p99)),
        f"{of(lambda one: one.memory_a_connection) / 1024:.1f}",
        f"{of(lambda one: one.connects_a_second):,.0f}",
        f"{of(lambda one: one.connects_a_core):,.0f}",
        f"{sum(one.lost for one in figures)}",
    ]
