"""The application as it is, with a hub in a hurry: what takes a quarter of a minute takes a quarter of a second.

It gives up on others later than that, for they share a machine that may be busy.

Run as a module it is our own server; as `tests.live.push.quick:application` any ASGI server takes it.
"""

import os

from live.push.timing import Timing, install

install(
    Timing(
        heartbeat=0.4,
        status=0.6,
        silence=6.0,
        lease=0.3,
        lease_expires=5,
        gather=0.02,
        ping=0.1,
        redis=5.0,
        backoff=0.05,
        backoff_most=0.2,
        tick=0.05,
        lag_bytes=64 * 1024,
        lag_seconds=float(os.environ.get("QUICK_LAG_SECONDS", "2.5")),
        keepalive=float(os.environ.get("QUICK_KEEPALIVE", "20")),
        patience=float(os.environ.get("QUICK_PATIENCE", "20")),
        last_answers=float(os.environ.get("QUICK_LAST_ANSWERS", "0")),
    )
)

if __name__ == "__main__":
    from stocker.serve import main

    main()
else:
    from stocker.asgi import application

    __all__ = ["application"]
