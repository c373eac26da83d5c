"""The Celery application: `celery -A stocker worker`, `celery -A stocker beat`, `celery -A stocker purge -f`."""

import os

from celery import Celery
from celery.signals import setup_logging

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
