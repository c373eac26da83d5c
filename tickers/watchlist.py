"""The watch lists, over the session's row in the database.

Django's session middleware writes the whole session as the request read it, so of two picks at once the later save
would undo the earlier. Here a change locks the row, reads it again and writes it in one transaction, and the session
is left unmodified, so that the middleware writes nothing. (On SQLite every transaction that writes is alone from its
beginning: settings, `transaction_mode`.)
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from tickers.picks import Note, Picks

KEY = "watchlist"


class WatchList:
    """The watch lists of `session`; a session without a row gets one with the first pick, under `first_key`.

    `session` is the one where the lists lie now, to be handed on to the visitor once it was `written`.
    """

    def __init__(self, session: SessionBase, first_key: str | None = None) -> None:
        # Reading a session that has no row makes Django forget the key, so it is asked for first.
        self._key = session.session_key
        self._first_key = first_key or get_random_string(32)
        self.session = session
        self.written = False

    @property
    def picks(self) -> Picks:
        return Picks.read(self.session.get(KEY))

    @property
    def note(self) -> Note | None:
        """What is still to be told of the last change."""
        return self.picks.told(timezone.now())

    @property
    def symbols(self) -> list[str]:
        """Those of the first list."""
        return list(self.picks.lists[0].symbols)

    def keep(self) -> bool:
        """Begin the 400 days anew, at most once a day; whether it was done."""
        picks = self.picks
        if not picks.kept or picks.seen == timezone.now().date().isoformat():
            return False
        self.change(lambda there: there)
        return True

    def change(self, change: Callable[[Picks], Picks]) -> Picks:
        """Read the row, change what it holds and write it, in one transaction.

        Without a row yet `change` is called twice, and the second result counts. What it raises changes nothing.
        """
        now = timezone.now()
        with transaction.atomic():
            row = self._row(now)
            if row is None:
                if change(Picks()) == Picks():
                    return Picks()  # nothing to keep for somebody who picked nothing
                row = _make(self._first_key, now)
            content = _content(row, now)
            picks = change(Picks.read(content.get(KEY)))
            content[KEY] = picks.written(now.date())
            row.session_data = Session.objects.encode(content)
            row.expire_date = _expiry(now)
            row.save(force_update=True)
        self._take(row.session_key, content[KEY])
        return picks

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
    """The first list of the session with this key, read only; empty where there is no such session any more."""
    now = timezone.now()
    row = Session.objects.filter(session_key=session_key or "", expire_date__gt=now).first()
    return list(Picks.read(_content(row, now).get(KEY)).lists[0].symbols) if row else []


def _make(key: str, now: datetime) -> Session:
    empty = {"session_data": Session.objects.encode({}), "expire_date": _expiry(now)}
    row, _ = Session.objects.select_for_update().get_or_create(session_key=key, defaults=empty)
    return row


def _content(row: Session, now: datetime) -> dict[str, Any]:
    """What the row holds; nothing, once it has expired or when it cannot be read."""
    return row.get_decoded() if row.expire_date > now else {}


def _expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
