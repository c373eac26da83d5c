"""What makes the page installable: its manifest, its icons' names, and the worker that keeps pages for offline."""

import hashlib
import json
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# As in static/css/tokens.css.
GROUND = "#fcfbf8"
# What a kept page needs; the chart's library is kept once a chart was seen.
SHELL = ("css/", "js/", "vendor/bootstrap/", "icon.svg")


@require_safe
@cache_control(max_age=86_400)
def manifest(_request: HttpRequest) -> JsonResponse:
    """The web app manifest: https://www.w3.org/TR/appmanifest/."""
    icons: list[dict[str, str]] = [
        {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icons/192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("icons/maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    told = {
        "id": "/",
        "name": "Stocker",
        "short_name": "Stocker",
        "description": "A watch list whose prices move by themselves",
        "start_url": reverse("index"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(_request: HttpRequest) -> HttpResponse:
    """Served from the root, so that its scope is every page. A browser takes another text for another version."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser without a network shows for a page that it has not kept."""
    return render(request, "offline.html")


@cache
def _worker() -> str:
    source = (settings.BASE_DIR / "static" / "service-worker.js").read_text()
    files = shell(staticfiles_storage)
    page = render_to_string("offline.html")
    known: dict[str, Any] = {"OFFLINE": reverse("offline"), "STATIC": settings.STATIC_URL, "FILES": files}
    version = hashlib.sha256("\0".join([source, page, *files]).encode()).hexdigest()[:12]
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in {"VERSION": version, **known}.items()]
    return "".join(lines) + source


def shell(storage: Any) -> list[str]:
    """The addresses of the collected files that pages are made of, by the static manifest; none before it is there."""
    return sorted(storage.url(name) for name in storage.hashed_files if name.startswith(SHELL))
