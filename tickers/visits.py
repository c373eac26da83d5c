"""The visitor's side of the session: whose first pick this is, and the cookie that lasts from the last visit."""

from hashlib import blake2b

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.deprecation import MiddlewareMixin

from tickers.watchlist import WatchList


def watchlist_of(request: HttpRequest) -> WatchList:
    """The watch list of whoever asks.

    Two first picks at once carry no session yet, but both carry the CSRF cookie of the page they were made on; the key
    of the session to be is derived from it, so that both picks land in one. Nobody else can derive it: it is signed
    with the installation's secret. Signing in gives a session another key, so this one never belongs to an account.
    """
    page = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    first_key = salted_hmac("tickers.visits", page, algorithm="sha256").hexdigest()[:40] if page else None
    return WatchList(request.session, first_key)


def alias(session_key: str) -> str:
    """Another name of the session, for where names are read: whoever reads it learns no session by it."""
    return blake2b(session_key.encode(), digest_size=12).hexdigest()


def remember(response: HttpResponseBase, session: SessionBase) -> None:
    """Send the session's cookie as Django's middleware would, had it saved the session."""
    if session.session_key is None:
        return
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        session.session_key,
        max_age=settings.SESSION_COOKIE_AGE,
        domain=settings.SESSION_COOKIE_DOMAIN,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=settings.SESSION_COOKIE_HTTPONLY,
        samesite=settings.SESSION_COOKIE_SAMESITE,  # type: ignore[arg-type]
    )


class KeepWatchList(MiddlewareMixin):
    """On a visit that read the session, begin the 400 days anew, row and cookie alike, at most once a day."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        session = request.session
        # One that this request modified is saved, and its cookie sent, by Django's own middleware.
        if session.accessed and not session.modified and response.status_code < 500:
            watchlist = WatchList(session)
            if watchlist.keep():
                remember(response, session)
        return response
