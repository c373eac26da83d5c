"""What beat sends, and how often.

Scheduled tasks run out instead of piling up while no worker listens: after an outage the next tick is enough.
"""

from typing import Any

TICK_EXPIRES = 10  # seconds

SCHEDULE: dict[str, dict[str, Any]] = {
    "poll": {"task": "live.poll", "schedule": 1.0, "options": {"expires": TICK_EXPIRES}},
    "snapshot": {"task": "live.snapshot", "schedule": 30.0, "options": {"expires": 30}},
    "gather": {"task": "live.gather", "schedule": 5.0, "options": {"expires": 5}},
    "forecasts": {"task": "live.forecasts", "schedule": 10.0, "options": {"expires": 10}},
    "ranges": {"task": "live.ranges", "schedule": 2.0, "options": {"expires": TICK_EXPIRES}},
    "rank": {"task": "live.rank", "schedule": 15.0, "options": {"expires": 15}},
    # It looks often and loads rarely: the task itself knows when the listing is due.
    "listing": {
        "task": "live.sync_listing",
        "schedule": 300.0,
        "kwargs": {"scheduled": True},
        "options": {"expires": 300},
    },
    # Soon after a start or a new exchange; each calendar is asked for once a day.
    "calendars": {"task": "live.calendars", "schedule": 60.0, "options": {"expires": 60}},
    "clean": {"task": "live.clean", "schedule": 3600.0, "options": {"expires": 3600}},
}
