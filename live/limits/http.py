"""Searches and changes a minute, of a browser and of an address: counted in Redis, for all processes. Fails open.

Without Redis nothing is counted and everybody is served.
"""

import logging
import time
from collections.abc import Callable
from functools import cache
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.deprecation import MiddlewareMixin
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import Redis, RedisError

from live.limits.address import place
from live.limits.refusals import WORDS, Limit, note
from live.polling import connection, latest
from tickers import answers
from tickers.visits import alias

log = logging.getLogger(__name__)

# A Redis that does not answer is asked again after this; seconds. It may hang, and each request would wait for it.
LEFT_ALONE = 5.0
# People behind one address: it may have so many times what one browser may.
BROWSERS_AT_AN_ADDRESS = 25


class RequestLimits(MiddlewareMixin):
    """Who asks too often is answered 429 with the seconds to wait, in words, as JSON or as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self._redis_away = False
        self._ask_again = 0.0

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        limit = kind(request)
        if limit is None or time.monotonic() < self._ask_again:
            return None
        try:
            wait = seconds_to_wait(request, limit)
        except RedisError as error:
            if not self._redis_away:
                log.warning("searches and changes are not counted: Redis is away (%s)", error)
            self._redis_away = True
            self._ask_again = time.monotonic() + LEFT_ALONE
            return None
        self._redis_away = False
        return None if wait is None else refused(request, limit, wait)


def kind(request: HttpRequest) -> Limit | None:
    """What this request counts as."""
    if request.method not in ("GET", "HEAD", "OPTIONS", "TRACE"):
        return Limit.POSTS
    found = request.resolver_match
    return Limit.SEARCHES if found is not None and found.view_name == "search" else None


def seconds_to_wait(request: HttpRequest, limit: Limit) -> int | None:
    """Count it: None when it may go on. Raises what Redis raises.

    A browser is told by its session's cookie, which is not looked up: who makes one up is still of an address.
    """
    a_minute = settings.SEARCHES_PER_MINUTE if limit is Limit.SEARCHES else settings.POSTS_PER_MINUTE
    if not a_minute:
        return None
    limiter = _limiter(latest.client())
    address = _item(limit, "address", a_minute * BROWSERS_AT_AN_ADDRESS), place(request.META.get("REMOTE_ADDR", ""))
    asked = [(limiter.hit, *address)]
    if session := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        browser = _item(limit, "browser", a_minute), alias(session)
        # In this order a browser that is refused takes nothing from the others of its address, and cookies that are
        # made up fill Redis no further than the address may go.
        asked = [(limiter.test, *address), (limiter.hit, *browser), (limiter.hit, *address)]
    for admits, item, who in asked:
        if not admits(item, who):
            return max(1, ceil(limiter.get_window_stats(item, who).reset_time - time.time()))
    return None


def refused(request: HttpRequest, limit: Limit, wait: int) -> HttpResponseBase:
    note(limit)
    response: HttpResponseBase
    if limit is Limit.SEARCHES and "text/html" not in request.headers.get("Accept", ""):
        response = JsonResponse({"error": WORDS[limit], "results": []}, status=429)
    else:
        response = answers.refused(request, WORDS[limit], status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


@cache
def _limiter(client: Redis) -> SlidingWindowCounterRateLimiter:
    """One that counts where this client does; its address is of no meaning beside a pool of connections."""
    counts = RedisStorage("redis://", client.connection_pool, key_prefix=connection.keys().limits)
    return SlidingWindowCounterRateLimiter(counts)


@cache
def _item(limit: Limit, of: str, a_minute: int) -> RateLimitItem:
    return RateLimitItemPerMinute(a_minute, namespace=f"{limit.value}/{of}")
