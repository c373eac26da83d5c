"""Sets the process's clock when Django starts."""

from django.apps import AppConfig
from django.conf import settings

from live import clock


class LiveConfig(AppConfig):
    name = "live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        clock.install(settings.CLOCK)
