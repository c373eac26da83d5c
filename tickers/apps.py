"""The catalogue and the visitors' watch lists."""

from django.apps import AppConfig


class TickersConfig(AppConfig):
    name = "tickers"
    default_auto_field = "django.db.models.BigAutoField"
