"""The ASGI application: pages over HTTP, prices over WebSockets."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")

application = get_asgi_application()
