"""Wiring only: settings, paths, the ASGI application, the Celery application and the ways to start them."""

from stocker.celery import app as celery_app

__all__ = ["celery_app"]
