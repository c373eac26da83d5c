"""The watch list, over the session's row in the database.

Django's session middleware writes the whole session as the request read it, so of two picks at once the later save
would undo the earlier. Here a change locks the row, reads it again and writes it in one transaction, and the session
is left unmodified, so that the middleware writes nothing. (On SQLite every transaction that writes is alone from its
beginning: settings, `transaction_mode`.)
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from tickers import picks

KEY = "watchlist"


class WatchList:
    """The watch list of `session`; a session without a row gets one with the first pick, under `first_key`.

    `session` is the one where the list lies now, to be handed on to the visitor once it was `written`.
    """

    def __init__(self, session: SessionBase, first_key: str | None = None) -> None:
        # Reading a session that has no row makes Django forget the key, so it is asked for first.
        self._key = session.session_key
        self._first_key = first_key or get_random_string(32)
        self.session = session
        self.written = False

    @property
    def symbols(self) -> list[str]:
        return picks.read(self.session.get(KEY))

    @property
    def view(self) -> Any:
        """How the visitor wants tables to look, as it was given to `look`."""
        return picks.view(self.session.get(KEY))

    def add(self, symbols: Iterable[str]) -> list[str]:
        """Raises WatchListFullError, and then nothing was added."""
        new = list(symbols)
        return self._change(lambda there: picks.added(there, new))

    def remove(self, symbols: Iterable[str]) -> list[str]:
        gone = list(symbols)
        return self._change(lambda there: picks.without(there, gone))

    def clear(self) -> list[str]:
        return self._change(lambda _: [])

    def order(self, symbols: Iterable[str]) -> list[str]:
        """Put these first, in this order; what is not on the list is ignored."""
        order = list(symbols)
        return self._change(lambda there: picks.ordered(there, order))

    def keep(self) -> bool:
        """Begin the 400 days anew, at most once a day; whether it was done."""
        value = self.session.get(KEY)
        if not picks.read(value) or picks.seen_on(value, timezone.now().date()):
            return False
        self._change(lambda there: there)
        return True

    def _change(self, change: Callable[[list[str]], list[str]]) -> list[str]:
        now = timezone.now()
        with transaction.atomic():
            row = self._row(now)
            if row is None:
                if not change([]):
                    return []  # nothing to keep for somebody who picked nothing
                row = _make(self._first_key, now)
            content = _content(row, now)
            symbols = change(picks.read(content.get(KEY)))
            content[KEY] = picks.write(content.get(KEY), symbols, now.date())
            row.session_data = Session.objects.encode(content)
            row.expire_date = _expiry(now)
            row.save(force_update=True)
        self._take(row.session_key, content[KEY])
        return symbols

    def _row(self, now: datetime) -> Session | None:
        """The locked row of the visitor's session, or of the one that a pick at the same moment has just made."""
        rows = Session.objects.select_for_update()
        return (
            rows.filter(session_key=self._key or "", expire_date__gt=now).first()
            or rows.filter(session_key=self._first_key).first()
        )

    def _take(self, key: str, value: dict[str, Any]) -> None:
        """Let the rest of the request see what was written, without a second write at its end."""
        self.written = True
        if self.session.session_key != key:
            self.session = type(self.session)(key)
            self._key = key
            return
        modified = self.session.modified
        self.session[KEY] = value
        self.session.modified = modified


def symbols_of_session(session_key: str | None) -> list[str]:
    """The watch list of the session with this key, read only; empty where there is no such session any more."""
    now = timezone.now()
    row = Session.objects.filter(session_key=session_key or "", expire_date__gt=now).first()
    return picks.read(_content(row, now).get(KEY)) if row else []


def _make(key: str, now: datetime) -> Session:
    empty = {"session_data": Session.objects.encode({}), "expire_date": _expiry(now)}
    row, _ = Session.objects.select_for_update().get_or_create(session_key=key, defaults=empty)
    return row


def _content(row: Session, now: datetime) -> dict[str, Any]:
    """What the row holds; nothing, once it has expired or when it cannot be read."""
    return row.get_decoded() if row.expire_date > now else {}


def _expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
