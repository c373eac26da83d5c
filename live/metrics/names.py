"""Every metric there is: its name, what it means and what tells its series apart. Pure.

Labels have few values, all of our own making: no symbol, no address and nothing else that a visitor sends. Seconds are
real ones, also on a fast CLOCK.
"""

from dataclasses import dataclass
from enum import StrEnum

# Seconds of what people wait for, and of what a poll or a task takes.
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SLOW = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)


class Kind(StrEnum):
    COUNTER = "counter"  # only grows; kept by Redis for all processes, those that ended too
    HISTOGRAM = "histogram"  # the same, by how long something took
    GAUGE = "gauge"  # how things stand; of a process, as long as its lease lasts


@dataclass(frozen=True, slots=True)
class Metric:
    """`buckets` are the upper ends of a histogram's, in its unit."""

    kind: Kind
    name: str
    words: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


def _counter(name: str, words: str, *labels: str) -> Metric:
    return Metric(Kind.COUNTER, f"stocker_{name}_total", words, labels)


def _seconds(name: str, words: str, *labels: str, buckets: tuple[float, ...] = SLOW) -> Metric:
    return Metric(Kind.HISTOGRAM, f"stocker_{name}_seconds", words, labels, buckets)


def _gauge(name: str, words: str, *labels: str) -> Metric:
    return Metric(Kind.GAUGE, f"stocker_{name}", words, labels)


# --- the provider -----------------------------------------------------------------------------------------
PROVIDER_REQUESTS = _counter(
    "provider_requests", "Requests to a provider: ok, or why they brought nothing.", "source", "function", "outcome"
)
PROVIDER_SECONDS = _seconds("provider_request", "From a request to its last byte.", "source", "function", buckets=QUICK)
PROVIDER_STATE = _gauge("provider_state", "1 for the state a provider is in, 0 for the others.", "source", "state")
BUDGET_LIMIT = _gauge("budget_limit", "Requests that a rolling window allows, less our margin.", "source", "window")
BUDGET_USED = _gauge("budget_used", "Requests that count in the rolling window now.", "source", "window")
BUDGET_LEFT = _gauge("budget_left", "Requests that the rolling window still allows.", "source", "window")

# --- prices -----------------------------------------------------------------------------------------------
WATCHED_SYMBOLS = _gauge("watched_symbols", "Symbols that are watched: picked, or only shown by a board.", "by")
WATCHED_QUOTES = _gauge("watched_quotes", "Picked symbols by the state of their quote.", "state")
OLDEST_QUOTE = _gauge("oldest_watched_quote_age_seconds", "Since the oldest price of a picked symbol was fetched.")
POLL_AGE = _gauge("poll_age_seconds", "Since a poll last told how things stand, every 5 s at least.")
POLL_SECONDS = _seconds("poll", "How long a poll took: 0.8 s, and longer while answers are awaited.")
BATCHES_PUBLISHED = _counter("batches_published", "Batches that polls published, empty ones too.")
FORECASTS = _counter("forecasts", "Likely ranges that were made or moved.")

# --- browsers ---------------------------------------------------------------------------------------------
VIEWERS = _gauge("viewers", "Sockets that watch prices.")
FOLLOWERS = _gauge("followers", "Sockets for likely ranges.")
LISTS = _gauge("lists", "Different symbol sets that are watched, counted in each process.")
SLOW_READERS = _gauge("slow_readers", "Sockets that are sent nothing until they have taken what waits.")
SLOW_MARKED = _counter("slow_readers_marked", "Times that a socket fell so far behind.")
SLOW_DROPPED = _counter("slow_readers_dropped", "Sockets that were closed because they stayed behind.")
SOCKETS_OPENED = _counter("sockets_opened", "Sockets that were accepted.", "socket")
SOCKETS_REFUSED = _counter("sockets_refused", "Sockets that were turned away or closed, by why.", "reason")
DELIVERIES = _counter("deliveries", "Frames written to viewers.", "kind")
BATCHES_RECEIVED = _counter("batches_received", "Batches that hubs received, each counted by every hub.")
BATCHES_DOUBTED = _counter("batches_doubted", "Times that a hub missed a batch, and read everything anew.")
HUB_LAG = _seconds("hub_lag", "From a batch's making to its last frame's writing.", buckets=QUICK)
REDIS_LOSSES = _counter("redis_losses", "Times that a hub lost Redis.")

# --- pages ------------------------------------------------------------------------------------------------
HTTP_REQUESTS = _counter("http_requests", "Answers to HTTP requests.", "view", "status")
HTTP_SECONDS = _seconds("http_request", "From a request to the beginning of its answer.", "view", buckets=QUICK)
LIMITED = _counter("limited", "What was refused because a limit was reached.", "limit")

# --- tasks and processes ----------------------------------------------------------------------------------
TASKS = _counter("tasks", "Tasks that ended: ok, failed, or left_out because Redis was away.", "task", "outcome")
TASK_SECONDS = _seconds("task", "How long tasks took.", "task")
PROCESSES = _gauge("processes", "Processes that live: web, beat, and the workers of each queue.", "role")
UP = _gauge("up", "1 when it answers.", "part")
BUILD = _gauge("build_info", "1, with the version that answers.", "version")

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Metric))
