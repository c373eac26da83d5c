"""The Celery application: `celery -A stocker worker`, `celery -A stocker beat`, `celery -A stocker purge -f`."""

import os
import sys
from types import TracebackType

from celery import Celery
from celery.signals import setup_logging
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")

app = Celery("stocker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """Celery leaves the logging that the settings made as it is."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


def end_in_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A command that finds no Redis ends with one line; everything else with its traceback, as always."""
    if issubclass(kind, OperationalError):
        sys.stderr.write(f"Redis does not answer: {error}\n")
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = end_in_words
