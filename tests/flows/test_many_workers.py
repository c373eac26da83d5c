"""Two beats and three workers change nothing: what the provider is asked stays what one of each would ask."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from tests.flows.product import PATIENCE, Product, lease
from tests.simulator import Simulator

SYMBOLS = ("AAPL", "MSFT", "NVDA", "IBM", "SPY", "KO")
POLL_SECONDS = 4
ROUNDS = 6
# A request is claimed here and counted there. On a busy machine the way takes its time; a second worker that asked for
# the same would do so within a tick's looks, at once.
WIRE = 3.0


def requests_of(simulator: Simulator, *, beats: int, workers: int) -> list[tuple[str, float]]:
    """Symbol and time of each quote request until every symbol was asked for in so many rounds."""
    settings = {
        "ALPHAVANTAGE_BASE_URL": simulator.base_url,
        "ALPHAVANTAGE_PLAN": "300",
        "ALPHAVANTAGE_BULK": "no",
        "POLL_SECONDS": str(POLL_SECONDS),
    }
    with Product(**settings) as product, product.redis() as redis:
        lease(redis, *SYMBOLS)
        product.beats(beats)
        product.workers(workers)
        until = time.monotonic() + PATIENCE
        while True:
            found = _asked(simulator)
            times = Counter(symbol for symbol, _ in found)
            if all(times[symbol] >= ROUNDS for symbol in SYMBOLS):
                break
            assert time.monotonic() < until, found
            time.sleep(0.1)
        assert "Traceback" not in product.logs()
    return found


def _asked(simulator: Simulator) -> list[tuple[str, float]]:
    found = [request for request in simulator.requests() if request["function"] == "GLOBAL_QUOTE"]
    assert {request["outcome"] for request in found} <= {"ok"}  # what is above the plan's limits is refused
    return [
        (symbol, datetime.fromisoformat(request["at"]).timestamp())
        for request in found
        for symbol in request["symbols"]
    ]


def test_two_beats_and_three_workers_ask_no_more_than_one_of_each(simulators: Callable[..., Simulator]) -> None:
    simulator = simulators(plan="300")
    found = requests_of(simulator, beats=2, workers=3)

    times = defaultdict(list)
    for symbol, at in found:
        times[symbol].append(at)
    assert set(times) == set(SYMBOLS)
    for moments in times.values():
        assert all(later - earlier > POLL_SECONDS - WIRE for earlier, later in pairwise(sorted(moments)))
    # One of each asks every `POLL_SECONDS` at most; here it may be one request a symbol above that.
    every = [at for _, at in found]
    assert len(found) <= len(SYMBOLS) * ((max(every) - min(every) + WIRE) / POLL_SECONDS + 1)
