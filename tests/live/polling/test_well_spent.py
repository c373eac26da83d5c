"""Every request well spent, whatever happens: random plans, viewers, refusals, clocks, deaths and losses.

What is promised of a clock that steps: back by any time, never a request more than the plan allows. Forward by d, the
limit holds in every stretch of true time that is shorter than its window by the steps within it: a budget that knows
one clock takes what happened before the step for older by d. No clock that Redis can read tells the two apart.
"""

import asyncio
from datetime import UTC, datetime

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.providers.errors import BadAnswer, Burst, DaySpent, NotEntitled, ProviderError, UnknownSymbol, Unreachable
from tests.environment import REDIS_SOCKET
from tests.examples import examples
from tests.live.polling.world import Accident, World

FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)
PLANS = [
    FREE,
    Plan("75", "alphavantage", "end_of_day", bulk=False, poll_seconds=10),
    Plan("75", "alphavantage", "delayed", bulk=False, poll_seconds=10),
    Plan("150", "alphavantage", "realtime", bulk=True, poll_seconds=2),
    Plan("600", "alphavantage", "realtime", bulk=False, poll_seconds=10),
]
STARTS = [
    datetime(2026, 11, 19, 15, tzinfo=UTC),  # trading
    datetime(2026, 11, 19, 20, 59, 30, tzinfo=UTC),  # closing in a moment
    datetime(2026, 11, 19, 21, 29, 30, tzinfo=UTC),  # the day's bar comes in a moment
    datetime(2026, 11, 21, 12, tzinfo=UTC),  # a weekend
]
SYMBOLS = [f"S{n}" for n in range(12)]
FAULTS = [None, Burst, DaySpent, NotEntitled, UnknownSymbol, BadAnswer, Unreachable]

watched = st.dictionaries(st.sampled_from(SYMBOLS), st.integers(1, 50), max_size=len(SYMBOLS))
accidents = st.one_of(st.none(), st.tuples(st.integers(1, 40), st.sampled_from(Accident)))


class Trace(RuleBasedStateMachine):
    """The referee and the world assert at every request that it is allowed and needed."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.runner.get_loop()
        self.redis = aioredis.Redis(unix_socket_path=str(REDIS_SOCKET))

    @initialize(
        plan=st.sampled_from(PLANS),
        start=st.sampled_from(STARTS),
        viewers=watched,
        spare=watched,
        yesterday=st.integers(0, 25),
    )
    def begin(
        self, plan: Plan, start: datetime, viewers: dict[str, int], spare: dict[str, int], yesterday: int
    ) -> None:
        self.world = self.runner.run(World.begin(self.redis, plan, start, before=yesterday))
        self.runner.run(self.world.watch(viewers, spare))

    @rule(viewers=watched, spare=watched)
    def viewers_come_and_go(self, viewers: dict[str, int], spare: dict[str, int]) -> None:
        self.runner.run(self.world.watch(viewers, spare))

    @rule(accident=accidents)
    def a_worker_polls(self, accident: tuple[int, Accident] | None) -> None:
        self.runner.run(self.world.poll(*(accident or ())))

    @rule(seconds=st.sampled_from([0.3, 0.9, 1.0, 1.15, 3.0]), times=st.integers(2, 15))
    def time_passes_with_polls(self, seconds: float, times: int) -> None:
        for _ in range(times):
            self.runner.run(self.world.pass_time(seconds))
            self.runner.run(self.world.poll())

    @rule(seconds=st.sampled_from([0.2, 1.0, 9.0, 31.0, 59.0, 61.0, 1800.0, 3601.0, 23 * 3600.0, 86_400.0]))
    def time_passes(self, seconds: float) -> None:
        self.runner.run(self.world.pass_time(seconds))

    @rule()
    def facts_are_asked_for(self) -> None:
        self.runner.run(self.world.insight())

    @rule(symbol=st.sampled_from(["*", *SYMBOLS[:4]]), fault=st.sampled_from(FAULTS))
    def the_provider_fails_or_answers(self, symbol: str, fault: type[ProviderError] | None) -> None:
        self.world.referee.faults.pop(symbol, None)
        if fault is not None:
            self.world.referee.faults[symbol] = fault

    @rule(seconds=st.sampled_from([-86_400.0, -3600.0, -61.0, -2.0, 0.5, 2.0, 30.0, 3600.0]))
    def the_clock_steps(self, seconds: float) -> None:
        self.world.step_clock(seconds)

    @rule(seconds=st.sampled_from([0.3, 1.2, 30.0]))
    def redis_loses_everything_between_two_polls(self, seconds: float) -> None:
        self.runner.run(self.world.poll())
        self.runner.run(self.world.flush())
        self.runner.run(self.world.pass_time(seconds))
        self.runner.run(self.world.poll())

    def teardown(self) -> None:
        self.runner.run(self.redis.aclose())
        self.runner.close()


def test_no_window_is_exceeded_and_no_need_is_served_twice() -> None:
    run_state_machine_as_test(
        Trace,
        settings=settings(
            max_examples=examples(40),
            stateful_step_count=25,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
