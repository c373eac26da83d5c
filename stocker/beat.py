"""Beat, whose last tick can be seen from outside: by the age of a file beside its schedule.

`CELERY_BEAT_SCHEDULER` names it. A beat that hangs, as on a Redis that answers nothing, ticks no more.
"""

import time
from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler

# The file is renewed this often at most; seconds. It may lie on a card that wears out.
RENEWED = 10.0


class Scheduler(PersistentScheduler):
    _renew_at = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        wait = super().tick(*args, **kwargs)
        if time.monotonic() >= self._renew_at:
            self._renew_at = time.monotonic() + RENEWED
            Path(f"{self.schedule_filename}-ticked").touch()
        return wait
