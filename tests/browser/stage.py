"""The product as the browser's tests and the pictures need it: with collected files and known prices."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.flows.product import Product, lease
from tests.simulator import Simulator


@contextmanager
def on_stage(*known: str, plan: str = "1200", hours: str = "always", **settings: str) -> Iterator[Product]:
    """A running product whose simulator grants `plan`.

    The symbols `known` are watched all the while by somebody else, so that their prices, and soon their facts and
    history, are there before a page asks for them.
    """
    clock = settings.get("CLOCK", "")
    with Product(ALPHAVANTAGE_PLAN=plan, SIMULATOR_HOURS=hours, **settings) as product, product.redis() as redis:
        simulator = Simulator(plan=plan, hours=hours, environment={"CLOCK": clock, "RUN_DIR": str(product.folder)})
        try:
            product.environment["ALPHAVANTAGE_BASE_URL"] = simulator.base_url
            product.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            lease(redis, *known)
            product.workers()
            product.beats()
            product.web()
            product.run("-m", "celery", "-A", "stocker", "call", "live.gather")  # as beat does every 20 s
            yield product
        finally:
            simulator.stop()
