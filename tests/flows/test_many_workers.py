"""Two beats and three workers change nothing: what the provider is asked stays what one of each would ask."""

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from tests.flows.product import Product, lease
from tests.simulator import Simulator

SYMBOLS = ("AAPL", "MSFT", "NVDA", "IBM", "SPY", "KO")
POLL_SECONDS = 2
SECONDS = 20
# A request is claimed here and counted there. On a busy machine the way takes its time; a second worker that asked for
# the same would do so within a tick's looks, at once.
WIRE = 1.0


def requests_of(simulator: Simulator, *, beats: int, workers: int) -> list[tuple[str, float]]:
    """Symbol and time of each quote request in `SECONDS` from the first."""
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
        _first_request(simulator)
        time.sleep(SECONDS)
        found = simulator.requests()
        assert "Traceback" not in product.logs()
    simulator.forget_requests()
    found = [request for request in found if request["function"] == "GLOBAL_QUOTE"]
    assert {request["outcome"] for request in found} == {"ok"}  # what is above the plan's limits is refused
    every = [
        (symbol, datetime.fromisoformat(request["at"]).timestamp())
        for request in found
        for symbol in request["symbols"]
    ]
    start = min(at for _, at in every)
    return [(symbol, at) for symbol, at in every if at <= start + SECONDS]


def _first_request(simulator: Simulator) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any(request["function"] == "GLOBAL_QUOTE" for request in simulator.requests()):
            return
        time.sleep(0.05)
    raise AssertionError("nothing was asked")


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
    assert len(found) <= len(SYMBOLS) * (SECONDS // POLL_SECONDS + 1)
    assert len(found) >= len(SYMBOLS) * (SECONDS // POLL_SECONDS) * 0.5
