"""How a worker comes back to a broker that was away: each second, and told once.

Celery's own pauses grow by two seconds to half a minute, and each is a line in the log: after 20 s without a broker a
worker would be deaf for ten more.
"""

from collections.abc import Callable
from typing import Any

from celery.worker.consumer import Consumer as Usual
from kombu import Connection

EVERY = 1.0  # seconds


class Consumer(Usual):
    """Named by the setting `worker_consumer`."""

    def ensure_connected(self, conn: Connection) -> Connection:
        ensure, told = conn.ensure_connection, False

        def quickly(errback: Callable[[Exception, float], None], *args: Any, **options: Any) -> Connection:
            def once(error: Exception, interval: float) -> None:
                nonlocal told
                if not told:
                    errback(error, interval)
                told = True

            pace = {"interval_start": EVERY, "interval_step": 0, "interval_max": EVERY}
            return ensure(once, *args, **pace, **options)

        conn.ensure_connection = quickly  # type: ignore[method-assign]
        return super().ensure_connected(conn)
