"""Beat, whose last tick can be seen from outside: by the age of a file beside its schedule.

`CELERY_BEAT_SCHEDULER` names it. A beat that hangs, as on a Redis that answers nothing, ticks no more. An outage of
Redis is told once, and a clock that was set back makes nobody wait until it is as late as it was. A signal to end is
heard in the middle of a sending too.
"""

import logging
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry, Service
from celery.signals import beat_init
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# The file is renewed this often at most; seconds. It may lie on a card that wears out.
RENEWED = 10.0
# A task that was sent so much later than now was sent before the clock was set back.
AHEAD = timedelta(seconds=2)


class Scheduler(PersistentScheduler):
    ends = False
    _renew_at = 0.0
    _away = False

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        if self.ends:
            raise SystemExit
        self._forget_what_is_to_come()
        wait = super().tick(*args, **kwargs)
        if time.monotonic() >= self._renew_at:
            self._renew_at = time.monotonic() + RENEWED
            Path(f"{self.schedule_filename}-ticked").touch()
        return wait

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Send one task. Celery's own writes two tracebacks for each that Redis does not take, several a second."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except Exception as error:
            if not isinstance(error.__context__, OperationalError):
                logger.exception("%s was not sent", entry.task)
            elif not self._away:
                self._away = True
                logger.warning("Redis is away, no tasks are sent: %s", error.__context__)
        else:
            if self._away:
                self._away = False
                logger.info("Redis answers again: tasks are sent")

    def _forget_what_is_to_come(self) -> None:
        """Celery reckons by the time of day: after a clock was set back it would wait for as long again."""
        now = self.app.now()
        for entry in self.schedule.values():
            if entry.last_run_at > now + AHEAD:
                entry.last_run_at = now
                self._heap = None  # made anew by the tick


@beat_init.connect
def hear_signals(sender: Service, **_: Any) -> None:
    """Celery's own handler closes the connection that a sending may be in the middle of. The error which that makes
    hides that beat is to end: it would go on, and break at its next tick. Celery closes once more when it has ended.
    """

    def end(*_: object) -> None:
        sender.scheduler.ends = True  # should what runs just now let no exception through
        raise SystemExit

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
