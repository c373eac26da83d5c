"""The catalogue and the visitors' watch lists."""

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_save


class TickersConfig(AppConfig):
    name = "tickers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tickers import editions, symbols

        symbols.allow(settings.MAX_SYMBOLS)
        for signal in (post_save, post_delete):
            signal.connect(editions.new_edition, sender="tickers.Ticker", dispatch_uid="catalogue edition")
