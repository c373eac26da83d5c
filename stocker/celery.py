"""The Celery application: `celery -A stocker worker`, `celery -A stocker beat`, `celery -A stocker purge -f`."""

import json
import os
import sys
from types import TracebackType
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, setup_logging
from kombu.exceptions import OperationalError

from stocker import log_context  # noqa: F401 - it listens to Celery's signals
from stocker.redaction import hide

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")


class Stocker(Celery):
    """What Celery tells of its settings, it tells without secrets: it knows them by their names alone, and an address
    with a password in it has another."""

    def bugreport(self) -> str:
        return hide(super().bugreport())


app = Stocker("stocker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """Celery leaves the logging that the settings made as it is."""
    from django.conf import settings

    from stocker import logs

    logs.configure(settings.LOGGING)


@celeryd_init.connect
def tell_no_secrets(**_: object) -> None:
    """The same of what a worker answers to `celery -A stocker inspect conf`."""
    from celery.worker import control

    def conf(state: Any, **options: Any) -> Any:
        return json.loads(hide(json.dumps(told(state, **options))))

    told = control.Panel.data["conf"]
    control.Panel.data["conf"] = conf


def end_in_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A command that finds no Redis ends with one line; everything else with its traceback, in the log's form."""
    if issubclass(kind, OperationalError):
        sys.stderr.write(hide(f"Redis does not answer: {error}\n"))
    else:
        from stocker import logs

        logs.uncaught(kind, error, trace)


sys.excepthook = end_in_words
