"""What every test may ask for."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis import asyncio as aioredis

from tests.environment import REDIS_SOCKET, ROOT

pytest_plugins = [
    "tests.certificates",
    "tests.examples",
    "tests.lanes",
    "tests.programs",
    "tests.provider_server",
    "tests.shipped_rows",
    "tests.simulator",
    "tests.live.push.serving",  # its servers are for tests of several folders, and started once
]


@pytest.fixture
def redis() -> Iterator[Redis]:
    """The tests' Redis, emptied."""
    with Redis(unix_socket_path=str(REDIS_SOCKET)) as client:
        client.flushall()
        yield client


@pytest.fixture
async def aredis(redis: Redis) -> AsyncIterator[aioredis.Redis]:
    """The same, emptied, for use in an event loop."""
    client = aioredis.Redis(unix_socket_path=str(REDIS_SOCKET))
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded provider answers that is kept beside the project, where it is present."""
    folder = ROOT.parent / "shared" / "alphavantage" / "payloads"
    if not folder.is_dir():
        pytest.skip("no recorded answers beside the project")
    return folder
