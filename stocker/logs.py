"""The log of every process: one event a line, text on a terminal and JSON elsewhere, with no secret in it.

Django, Celery, Daphne and Twisted all log through the one handler; what is bound to a request, a socket or a task
stands in each line that is written for it. https://www.structlog.org/en/stable/standard-library.html
"""

import logging
import logging.config
import os
import sys
import threading
import traceback
from functools import partial
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from stocker.log_lines import as_json, as_text, process_of
from stocker.redaction import hide

# So many different messages are told apart; whoever sends more kinds of nonsense fills no memory.
MOST = 100
# Of what loggers add to a record; the rest of it may hold whole requests.
EXTRA = ("status_code",)


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


class Lines(structlog.stdlib.ProcessorFormatter):
    """Writes records `as_json` or as text."""

    def __init__(self, as_json: bool = False) -> None:
        chosen = [_finish_json] if as_json else [_finish_text]
        super().__init__(processors=[self.remove_processors_meta, *chosen], foreign_pre_chain=_before(utc=as_json))
        self.as_json = as_json


def _before(*, utc: bool) -> list[Any]:
    """What a record becomes an event by."""
    stamp = partial(structlog.processors.TimeStamper, key="timestamp")
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=EXTRA),
        stamp(fmt="iso", utc=True) if utc else stamp(fmt="%Y-%m-%d %H:%M:%S.%f", utc=False),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


_PROCESS = process_of(sys.orig_argv[1:])


def _finish_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return as_json({**event, "process": _PROCESS, "pid": os.getpid()})


def _finish_text(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return as_text({**event, "timestamp": str(event.get("timestamp", ""))[:23]})  # milliseconds are enough


def wants_json(form: str, stream: TextIO) -> bool:
    """Whether that stream is to have JSON: LOG_FORMAT says it, or that no terminal is at its other end."""
    return form == "json" or (form == "auto" and not stream.isatty())


def logs(form: str, level: str) -> dict[str, Any]:
    """The logging of a process, as `configure` takes it."""
    lines = {"()": "stocker.logs.Lines", "as_json": wants_json(form, sys.stderr)}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": lines},
        "filters": {"once": {"()": "stocker.logs.Once"}},
        "handlers": {"console": {"class": "stocker.logs.Console", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level.upper()},
        "loggers": {
            # A host that is not admitted: it names the setting ALLOWED_HOSTS, and would on every request.
            "django.security.DisallowedHost": {"filters": ["once"]},
            # Django's own handlers would write its lines twice, and its server's in a form of their own.
            "django": {"handlers": [], "level": "NOTSET"},
            "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
            # They log whole request addresses, and the provider's key is in the address.
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            # A traceback a second while Redis is away, of which the hub tells once, and once of its return.
            "channels_redis.pubsub": {"level": "CRITICAL"},
            # It tells at INFO of each look at what failed; what failed it tells as a warning.
            "axes": {"level": "WARNING"},
            # They tell of endpoints, of every connection, and of an HTTP/2 that nobody asked for.
            "daphne": {"level": "WARNING"},
            "twisted": {"level": "WARNING"},
            # They log every task that is sent, received and done: one each a second.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # And every one that ran out while nobody listened: after an outage there are many.
            "celery.worker.request": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Make it the process's. Warnings and errors that nobody caught go the same way."""
    logging.config.dictConfig(config)
    logging.captureWarnings(True)
    threading.excepthook = lambda failed: uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)
    structlog.configure(
        processors=[
            *_before(utc=config["formatters"]["line"]["as_json"]),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """An error that ends a process or a thread. To people it is shown as Python shows it, but for secrets."""
    handlers = logging.getLogger().handlers
    if error is None or not any(isinstance(one.formatter, Lines) and one.formatter.as_json for one in handlers):
        sys.stderr.write(hide("".join(traceback.format_exception(kind, error or kind(), trace))))
    elif not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("stocker").critical("ended by an error: %s", error, exc_info=(kind, error, trace))


def hear_twisted() -> None:
    """Let what Twisted logs by itself, such as an error that nobody handled, go where everything goes."""
    from twisted.logger import STDLibLogObserver, globalLogPublisher

    observer: Any = STDLibLogObserver("twisted")
    globalLogPublisher.addObserver(observer)  # beside the one that Daphne begins with, which drops everything
