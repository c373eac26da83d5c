"""Middleware that counts the answers to HTTP requests, by the name of the view: never by the address asked for."""

import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from live.metrics import names, tally


@sync_and_async_middleware
def counted(get_response: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            began = time.monotonic()
            response: HttpResponseBase = await get_response(request)
            _count(request, response, began)
            return response

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        response: HttpResponseBase = get_response(request)
        _count(request, response, began)
        return response

    return answer


def _count(request: HttpRequest, response: HttpResponseBase, began: float) -> None:
    view = view_of(request)
    tally.count(names.HTTP_REQUESTS, view, str(response.status_code))
    tally.observe(names.HTTP_SECONDS, time.monotonic() - began, view)


def view_of(request: HttpRequest) -> str:
    """The view that answered, by its name; all pages of the admin, all files and all that is nowhere are one each."""
    match = request.resolver_match
    if match is None:
        return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
    return match.namespaces[0] if match.namespaces else match.url_name or "none"
