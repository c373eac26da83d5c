"""The watch list over the session's row."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from tickers import editing, watchlist
from tickers.editing import WatchListFullError, created, looking, taken
from tickers.watchlist import KEY, symbols_of_session

pytestmark = pytest.mark.django_db


class WatchList(watchlist.WatchList):
    """With what these tests do to a list; each gives its symbols after it."""

    def add(self, symbols, at=None):
        new = list(symbols)
        return self.symbols_after(lambda picks: editing.added(picks, at, new), at)

    def remove(self, symbols, at=None):
        return self.symbols_after(lambda picks: editing.removed(picks, at, symbols, timezone.now()), at)

    def clear(self):
        return self.symbols_after(lambda picks: editing.cleared(picks, None, timezone.now()))

    def order(self, symbols):
        return self.symbols_after(lambda picks: editing.ordered(picks, None, symbols))

    def symbols_after(self, change, at=None):
        return list(self.change(change).find(at).symbols)


def visitor(*symbols):
    """The session key of somebody who watches these."""
    watchlist = WatchList(SessionStore())
    watchlist.add(symbols)
    return watchlist.session.session_key


def holding(content):
    session = SessionStore()
    session.update(content)
    session.save()
    return session.session_key


def at_once(*works):
    """Run these in threads, as nearly at the same moment as can be; what they raised, if anything."""
    begin, raised = threading.Barrier(len(works)), []

    def run(work):
        begin.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 it is the test's answer
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_first_pick_makes_a_session_that_lasts_400_days():
    watchlist = WatchList(SessionStore())
    assert watchlist.symbols == []
    assert watchlist.add(["AAPL", "MSFT"]) == ["AAPL", "MSFT"]
    row = Session.objects.get()
    assert row.session_key == watchlist.session.session_key
    assert timedelta(days=399) < row.expire_date - timezone.now() <= timedelta(days=400)
    assert symbols_of_session(row.session_key) == ["AAPL", "MSFT"] == watchlist.symbols


def test_each_change_is_seen_by_the_request_that_made_it_and_by_the_next():
    key = visitor("AAPL", "MSFT", "NVDA")
    watchlist = WatchList(SessionStore(key))
    assert watchlist.order(["NVDA", "MSFT"]) == ["NVDA", "MSFT", "AAPL"] == watchlist.symbols
    assert watchlist.remove(["MSFT", "OTHER"]) == ["NVDA", "AAPL"] == symbols_of_session(key)
    assert WatchList(watchlist.session).symbols == ["NVDA", "AAPL"]
    assert watchlist.clear() == [] == symbols_of_session(key)
    assert not watchlist.session.modified


def test_nothing_is_kept_for_somebody_who_picked_nothing():
    watchlist = WatchList(SessionStore())
    assert watchlist.clear() == watchlist.remove(["AAPL"]) == watchlist.order(["AAPL"]) == []
    assert not watchlist.written
    assert not Session.objects.exists()


def test_a_full_list_refuses_and_keeps_what_it_has():
    key = visitor(*(f"S{n}" for n in range(50)))
    with pytest.raises(WatchListFullError):
        WatchList(SessionStore(key)).add(["ONE-MORE"])
    assert len(symbols_of_session(key)) == 50
    with pytest.raises(WatchListFullError):
        WatchList(SessionStore()).add(f"S{n}" for n in range(51))
    assert Session.objects.count() == 1


def test_what_is_changed_stays_on_the_list_that_was_named():
    key = visitor("AAPL", "MSFT")
    watchlist = WatchList(SessionStore(key))
    number = watchlist.change(lambda picks: created(picks, "Tech")).lists[-1].id
    assert watchlist.add(["NVDA"], number) == ["NVDA"]
    assert WatchList(SessionStore(key)).remove(["MSFT"], number) == ["NVDA"]
    assert symbols_of_session(key) == ["AAPL", "MSFT"]


def test_how_tables_look_is_kept_beside_the_lists():
    key = visitor("AAPL")
    WatchList(SessionStore(key)).change(lambda picks: looking(picks, {"density": "compact", "sort": "price"}))
    WatchList(SessionStore(key)).change(lambda picks: looking(picks, {"sort": None}))
    watchlist = WatchList(SessionStore(key))
    assert watchlist.picks.view == {"density": "compact"}
    assert watchlist.symbols == ["AAPL"]


def test_what_else_is_in_the_session_stays():
    key = holding({"other": 1, KEY: {"lists": [{"symbols": ["AAPL"]}, {"symbols": ["B"]}], "more": 2}})
    WatchList(SessionStore(key)).add(["MSFT"])
    content = SessionStore(key).load()
    assert content["other"] == 1
    assert [each["symbols"] for each in content[KEY]["lists"]] == [["AAPL", "MSFT"], ["B"]]
    assert content[KEY]["more"] == 2


@pytest.mark.parametrize("garbage", [None, "AAPL", ["AAPL"], 7, {"lists": 3}])
def test_garbage_in_the_session_is_an_empty_list_that_can_be_added_to(garbage):
    key = holding({KEY: garbage})
    assert WatchList(SessionStore(key)).symbols == [] == symbols_of_session(key)
    assert not WatchList(SessionStore(key)).keep()
    assert WatchList(SessionStore(key)).add(["AAPL"]) == ["AAPL"]


def test_a_row_that_cannot_be_read_is_an_empty_list():
    Session.objects.create(session_key="x" * 32, session_data="garbage", expire_date=timezone.now() + timedelta(1))
    assert symbols_of_session("x" * 32) == []
    assert WatchList(SessionStore("x" * 32)).add(["AAPL"]) == ["AAPL"]


@pytest.mark.parametrize("key", [None, "", "no-such-session", "\x01", "../etc/passwd"])
def test_a_key_that_no_session_has_gives_nothing_and_is_never_taken_for_a_new_one(key):
    assert symbols_of_session(key) == []
    watchlist = WatchList(SessionStore(key))
    watchlist.add(["AAPL"])
    assert watchlist.session.session_key != key


def test_an_expired_session_is_gone_and_its_symbols_with_it():
    key = visitor("AAPL")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert symbols_of_session(key) == []
    assert WatchList(SessionStore(key), first_key=key).add(["MSFT"]) == ["MSFT"]
    assert symbols_of_session(key) == ["MSFT"]


def test_a_visit_begins_the_400_days_anew_once_a_day(django_assert_num_queries):
    key = visitor("AAPL")
    session = SessionStore(key)
    assert not WatchList(session).keep()
    yesterday = timezone.now() - timedelta(days=1)
    session[KEY] = {**session[KEY], "seen": yesterday.date().isoformat()}
    session.save()
    Session.objects.update(expire_date=yesterday + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    session = SessionStore(key)
    assert WatchList(session).keep()
    assert Session.objects.get().expire_date - timezone.now() > timedelta(days=399, hours=23)
    with django_assert_num_queries(0):
        assert not WatchList(session).keep()
    assert symbols_of_session(key) == ["AAPL"]


@pytest.mark.django_db(transaction=True)
def test_picks_at_the_same_moment_all_stay():
    key = visitor("AAPL")
    stale = [SessionStore(key) for _ in range(6)]
    for session in stale:
        assert WatchList(session).symbols == ["AAPL"]  # each request read the session before any changed it
    raised = at_once(*(lambda s=s, n=n: WatchList(s).add([f"S{n}"]) for n, s in enumerate(stale)))
    assert raised == []
    assert set(symbols_of_session(key)) == {"AAPL", *(f"S{n}" for n in range(6))}


@pytest.mark.django_db(transaction=True)
def test_new_lists_and_moves_at_the_same_moment_lose_and_double_nothing():
    key = visitor("AAPL", "MSFT", "NVDA")
    WatchList(SessionStore(key)).change(lambda picks: created(picks, "Tech"))
    now = timezone.now()
    works = [
        lambda: WatchList(SessionStore(key)).change(lambda picks: created(picks, "One")),
        lambda: WatchList(SessionStore(key)).change(lambda picks: created(picks, "Two")),
        lambda: WatchList(SessionStore(key)).change(lambda picks: taken(picks, 2, 1, ["AAPL"], now)),
        lambda: WatchList(SessionStore(key)).change(lambda picks: taken(picks, 2, 1, ["AAPL", "MSFT"], now)),
    ]
    assert at_once(*works) == []
    lists = WatchList(SessionStore(key)).picks.lists
    assert sorted(each.name for each in lists) == ["One", "Tech", "Two", "Watch list"]
    assert len({each.id for each in lists}) == 4
    assert sorted(symbol for each in lists for symbol in each.symbols) == ["AAPL", "MSFT", "NVDA"]


@pytest.mark.django_db(transaction=True)
def test_first_picks_at_the_same_moment_share_one_session():
    raised = at_once(
        *(lambda n=n: WatchList(SessionStore(), first_key="f" * 32).add([f"S{n}"]) for n in range(6)),
    )
    assert raised == []
    assert Session.objects.count() == 1
    assert set(symbols_of_session("f" * 32)) == {f"S{n}" for n in range(6)}


@pytest.mark.django_db(transaction=True)
def test_a_visit_and_a_pick_at_the_same_moment_lose_nothing():
    key = visitor("AAPL")
    session = SessionStore(key)
    session[KEY] = {**session[KEY], "seen": "2020-01-01"}
    session.save()
    reader, picker = SessionStore(key), SessionStore(key)
    assert at_once(lambda: WatchList(reader).keep(), lambda: WatchList(picker).add(["MSFT"])) == []
    assert symbols_of_session(key) == ["AAPL", "MSFT"]
