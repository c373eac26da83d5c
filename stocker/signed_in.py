"""How long somebody stays signed in to the admin: 14 days from signing in, whoever goes on using it meanwhile.

A visitor's session lasts 400 days, and an operator's picks lie in the same one: so not the session ends but the signing
in. It is looked at where somebody asks who it is; pages for everybody do not ask. Where Django ends the session too, as
on signing out or after a new password, the picks go on in the next one.
"""

from datetime import timedelta

from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tickers.watchlist import KEY

LASTS = timedelta(days=14)
# In the session: since when, in seconds.
SINCE = "signed_in"
SIGNED_IN = (auth.SESSION_KEY, auth.BACKEND_SESSION_KEY, auth.HASH_SESSION_KEY, SINCE)


class Middleware(AuthenticationMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: self._user(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        picked = getattr(request, "picked", None)
        if picked is not None and request.session.session_key is None and KEY not in request.session:
            request.session[KEY] = picked
        return response

    @staticmethod
    def _user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
        request.picked = request.session.get(KEY)  # type: ignore[attr-defined]
        return _user(request)


def _user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    session = request.session
    if auth.SESSION_KEY in session:
        now = timezone.now().timestamp()
        since = session.get(SINCE)
        if since is None:  # signed in just now
            _write(session, {SINCE: now})
        elif not 0 <= now - since < LASTS.total_seconds():
            _write(session, dict.fromkeys(SIGNED_IN))
    return auth.get_user(request)


def _write(session: SessionBase, changed: dict[str, float | None]) -> None:
    """Write these alone and forget those that are None: what others write at the same moment stays."""
    with transaction.atomic():
        row = Session.objects.select_for_update().filter(session_key=session.session_key).first()
        if row is not None:
            row.session_data = Session.objects.encode(_with(row.get_decoded(), changed))
            row.save(force_update=True)
    modified = session.modified
    for name in changed:
        session.pop(name, None)
    session.update(_with({}, changed))
    session.modified = modified


def _with(content: dict[str, object], changed: dict[str, float | None]) -> dict[str, object]:
    kept = {name: value for name, value in content.items() if name not in changed}
    return kept | {name: value for name, value in changed.items() if value is not None}
