"""One running product and one browser for all these tests; each test has a visitor, or several, of its own.

The browser is Playwright's asynchronous one in an event loop that lasts the session: its synchronous twin would leave a
loop running in the process, in which no other asynchronous test could. So each file here says:
`pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, LiteralString, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.stage import on_stage
from tests.browser.visitor import Visitor, started_browser
from tests.flows.product import KEYS, Product


class Visits(Protocol):
    """Brings a new visitor, who has no cookie yet. The options are those of Visitor.enter."""

    async def __call__(
        self, *, width: int = 1440, dark: bool = False, scripts: bool = True, **options: Any
    ) -> Visitor: ...


@pytest.fixture(scope="session")
def running() -> Iterator[Product]:
    """The product with the simulator's largest plan: prices move each second. No test may stop a part of it."""
    with on_stage("AAPL", "MSFT", "SPY") as product:
        yield product


@pytest.fixture
def forgets(running: Product) -> Callable[[str], None]:
    """Lets the product know of a symbol no more than the catalogue does, whatever was looked at before."""

    def forget(symbol: LiteralString) -> None:
        for table in ("bar", "pastcloses", "facts", "forecast", "gathered"):
            running.execute(f"DELETE FROM live_{table} WHERE symbol = '{symbol}'")
        with running.redis() as redis:
            redis.delete(KEYS.forecast(symbol))

    return forget


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with started_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def visits(running: Product, browser: Browser) -> AsyncIterator[Visits]:
    """Visitors to the running product. At the test's end none may have met an error in the console."""
    came: list[Visitor] = []

    async def come(**options: Any) -> Visitor:
        came.append(await Visitor.enter(browser, running, **options))
        return came[-1]

    yield come
    problems = [problem for visitor in came for problem in visitor.problems]
    for visitor in came:
        await visitor.leave()
    assert not problems, running.logs()[-4000:]


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(visits: Visits) -> Visitor:
    """One on a wide screen, in light colours."""
    return await visits()
