"""What keeps the log readable."""

import logging
from typing import Any

from stocker.redaction import hide

# So many different messages are told apart; whoever sends more kinds of nonsense fills no memory.
MOST = 100


class Console(logging.StreamHandler):
    """Writes to standard error, whatever the formatter, without the installation's secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return hide(super().format(record))


class Once(logging.Filter):
    """Lets each message through once in the life of the process, and without the traceback: its words say it all."""

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if message in self._told or len(self._told) >= MOST:
            return False
        self._told.add(message)
        record.exc_info = None
        return True


LOGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "filters": {"once": {"()": "stocker.logs.Once"}},
    "handlers": {"console": {"class": "stocker.logs.Console", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # A host that is not admitted: it names the setting ALLOWED_HOSTS, and would on every request.
        "django.security.DisallowedHost": {"filters": ["once"]},
        # They log whole request addresses, and the provider's key is in the address.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        # A traceback a second while Redis is away, of which the hub tells once, and once of its return.
        "channels_redis.pubsub": {"level": "CRITICAL"},
        # It tells at INFO of each look at what failed; what failed it tells as a warning.
        "axes": {"level": "WARNING"},
        # They log every task that is sent, received and done: one each a second.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        # And every one that ran out while nobody listened: after an outage there are many.
        "celery.worker.request": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
