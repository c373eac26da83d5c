"""Which consumer answers which socket."""

from django.urls import path

from live.consumers import LiveConsumer, PredictionConsumer

websocket_urlpatterns = [
    path("ws/live/", LiveConsumer.as_asgi()),
    path("ws/stock_predictions/", PredictionConsumer.as_asgi()),
]
