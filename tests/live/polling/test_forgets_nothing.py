"""A flushed Redis forgets no request of the day: the ledger is the product's own, in the database."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from redis import asyncio as aioredis

from live.alphavantage.plans import Plan
from live.models import SpentRequest
from live.polling.ledger import ledger
from live.polling.spending import Purpose
from tests.environment import REDIS_SOCKET
from tests.examples import examples
from tests.live.polling.referee import DAY
from tests.live.polling.world import Accident, World

pytestmark = pytest.mark.django_db(transaction=True)

FREE = Plan("free", "alphavantage", "end_of_day", bulk=False, poll_seconds=10)
START = datetime(2026, 11, 19, 15, tzinfo=UTC)
# A trace that fails is printed as it is: making it shorter takes minutes.
PHASES = (Phase.explicit, Phase.generate)
SYMBOLS = [f"S{n}" for n in range(20)]

accident = st.tuples(st.integers(1, 30), st.sampled_from(Accident))
event = st.one_of(
    st.tuples(st.just("poll"), st.one_of(st.none(), accident)),
    st.tuples(st.just("facts"), st.none()),
    st.tuples(st.just("pass"), st.sampled_from([1.2, 2.0, 40.0, 3600.0, 22 * 3600.0])),
    st.tuples(st.just("flush"), st.none()),
)


async def live_through(events: list[tuple[str, Any]], before: int) -> None:
    async with aioredis.Redis(unix_socket_path=str(REDIS_SOCKET)) as redis:
        world = await World.begin(redis, FREE, START, before=before, ledger=ledger("alphavantage"))
        await world.watch(dict.fromkeys(SYMBOLS, 1))
        for what, detail in events:
            match what, detail:
                case "poll", (step, accident):
                    await world.poll(step, accident)
                case "poll", None:
                    for _ in range(4):
                        await world.poll()
                        await world.pass_time(1.2)
                case "facts", _:
                    await world.insight()
                case "pass", seconds:
                    await world.pass_time(seconds)
                case "flush", _:
                    await world.flush()
                    counted = await world.budget(redis).take(0, Purpose.REFRESH)
                    assert counted.day >= world.referee.in_last(DAY)


@given(st.lists(event, min_size=5, max_size=20), st.integers(0, 25))
@settings(max_examples=examples(25), derandomize=True, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_whatever_is_lost_and_whoever_dies_no_day_has_more_than_its_requests(
    events: list[tuple[str, Any]], before: int
) -> None:
    SpentRequest.objects.all().delete()
    asyncio.run(live_through(events, before))
