"""The catalogue and the listing."""

from datetime import date
from itertools import islice

import pytest
from django.db import DatabaseError

from tickers.catalogue import Counts, ImplausibleListingError, known, load_starting_catalogue, upsert
from tickers.editions import edition
from tickers.listing import Row, Skipped, parse
from tickers.models import Ticker

pytestmark = pytest.mark.django_db

APPLE = Row("AAPL", "Apple Inc", "NASDAQ", "Stock", date(1980, 12, 12))
ALCOA = Row("AA", "Alcoa Corp", "NYSE", "Stock")


def rows(count, exchange="NYSE"):
    return [Row(f"S{n}", f"Company {n}", exchange, "Stock") for n in range(count)]


def table():
    return list(Ticker.objects.order_by("symbol").values())


def test_a_listing_fills_an_empty_catalogue():
    assert upsert([APPLE, Skipped("ZZZ", "a test ticker"), ALCOA]) == Counts(added=2, skipped=1)
    apple = Ticker.objects.get(symbol="AAPL")
    assert (apple.name, apple.exchange, apple.asset_type, apple.ipo_date) == (
        "Apple Inc",
        "NASDAQ",
        "Stock",
        date(1980, 12, 12),
    )
    assert (apple.currency, apple.active, apple.shares_outstanding) == ("USD", True, None)


def test_the_same_listing_again_writes_nothing(django_assert_num_queries):
    upsert([APPLE, ALCOA])
    before, mark = table(), edition()
    with django_assert_num_queries(3):  # the transaction's beginning, the read, its end
        assert upsert([APPLE, ALCOA]) == Counts(unchanged=2)
    assert (table(), edition()) == (before, mark)


def test_only_what_differs_is_changed():
    upsert([APPLE, ALCOA])
    assert upsert([APPLE, Row("AA", "Alcoa Corporation", "NYSE", "Stock")]) == Counts(changed=1, unchanged=1)
    assert Ticker.objects.get(symbol="AA").name == "Alcoa Corporation"


def test_what_vanished_becomes_inactive_and_comes_back():
    upsert([APPLE, ALCOA, *rows(3)])
    assert upsert([APPLE, *rows(3)]) == Counts(unchanged=4, deactivated=1)
    assert not Ticker.objects.get(symbol="AA").active
    assert upsert([APPLE, *rows(3)]) == Counts(unchanged=4)
    assert upsert([APPLE, ALCOA, *rows(3)]) == Counts(changed=1, unchanged=4)
    assert Ticker.objects.get(symbol="AA").active


def test_a_ticker_added_by_hand_on_another_exchange_is_left_alone():
    Ticker.objects.create(symbol="TSCO.LON", name="Tesco", exchange="LSE", currency="GBX")
    assert upsert([APPLE]).deactivated == 0
    assert Ticker.objects.get(symbol="TSCO.LON").active


def test_currency_and_shares_are_not_the_listings_to_change():
    Ticker.objects.create(
        symbol="AAPL",
        name="Apple",
        exchange="NASDAQ",
        currency="EUR",
        shares_outstanding=14_700_000_000,
        shares_as_of=date(2025, 12, 31),
    )
    assert upsert([APPLE]) == Counts(changed=1)
    apple = Ticker.objects.get(symbol="AAPL")
    assert (apple.name, apple.currency) == ("Apple Inc", "EUR")
    assert (apple.shares_outstanding, apple.shares_as_of) == (14_700_000_000, date(2025, 12, 31))


def test_of_a_symbol_listed_twice_the_first_line_counts():
    assert upsert([APPLE, Row("AAPL", "Another", "NYSE", "Stock")]) == Counts(added=1, skipped=1)
    assert Ticker.objects.get(symbol="AAPL").name == "Apple Inc"


def test_a_listing_of_less_than_half_changes_nothing_and_says_so():
    upsert(rows(201))
    before = table()
    with pytest.raises(ImplausibleListingError, match="names 100 tickers where 201 are active"):
        upsert(rows(100))
    assert table() == before
    assert upsert(rows(101)).deactivated == 100


def test_a_small_catalogue_may_shrink():
    upsert(rows(200))
    assert upsert(rows(1)) == Counts(unchanged=1, deactivated=199)


@pytest.mark.parametrize("lines", [[], [Skipped("ZZZ", "a test ticker")]])
def test_a_listing_without_tickers_is_refused(lines):
    upsert([APPLE])
    with pytest.raises(ImplausibleListingError, match="names no ticker"):
        upsert(lines)
    assert Ticker.objects.get().active


def test_a_line_that_breaks_midway_changes_nothing():
    def broken():
        yield from rows(600)
        raise ValueError("Line 602 of the listing has 3 columns instead of 7.")

    with pytest.raises(ValueError, match="Line 602"):
        upsert(broken())
    assert not Ticker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_of_the_database_midway_changes_nothing():
    upsert([APPLE, *rows(3)])
    before, mark = table(), edition()

    def fail_at_the_second_chunk(done, total):
        raise DatabaseError(f"the disk is full after {done} of {total}")

    with pytest.raises(DatabaseError, match="after 500 of 698"):
        upsert([Row("AA", "Alcoa", "NYSE", "Stock"), *rows(700)], fail_at_the_second_chunk)
    assert (table(), edition()) == (before, mark)


def test_progress_is_told_for_each_chunk():
    told = []
    upsert(rows(1100), lambda done, total: told.append((done, total)))
    assert told == [(500, 1100), (1000, 1100), (1100, 1100)]


def test_counts_read_as_words():
    assert str(Counts(12_609, 393, 0, 7, 409)) == "12,609 added, 393 changed, 0 unchanged, 7 deactivated, 409 skipped"


def test_known_gives_the_active_ones_and_nothing_for_what_is_no_symbol():
    Ticker.objects.create(symbol="OLD", exchange="NYSE", active=False)
    upsert([APPLE])
    assert set(known(["AAPL", "OLD", "NEW", "AAPL\n", "\0", "x" * 10_000])) == {"AAPL"}


def test_the_starting_catalogue_fills_an_empty_catalogue_once(django_assert_num_queries):
    added = load_starting_catalogue()
    assert added == Ticker.objects.count() > 300
    assert Ticker.objects.filter(symbol="AAPL", shares_outstanding__gt=10**10).exists()
    mark = edition()
    assert load_starting_catalogue() == 0
    assert edition() == mark


def test_each_change_makes_a_new_edition():
    marks = [edition()]
    ticker = Ticker.objects.create(symbol="AAPL", exchange="NASDAQ")
    marks.append(edition())
    ticker.name = "Apple"
    ticker.save()
    marks.append(edition())
    upsert([APPLE])
    marks.append(edition())
    ticker.delete()
    marks.append(edition())
    assert len(set(marks)) == 5


def test_the_recorded_listing_is_loaded_whole_and_the_second_time_nothing_is_written(recorded):
    file = recorded / "LISTING_STATUS" / "active_20260517.csv"
    load_starting_catalogue()
    with file.open(encoding="utf-8", newline="") as lines:
        first = upsert(parse(lines))
    assert first.added + first.changed + first.unchanged + first.skipped == 13_411
    assert first.deactivated == 0
    mark = edition()
    with file.open(encoding="utf-8", newline="") as lines:
        second = upsert(parse(lines))
    assert second == Counts(unchanged=13_002, skipped=409)
    assert edition() == mark
    with file.open(encoding="utf-8", newline="") as lines, pytest.raises(ImplausibleListingError):
        upsert(parse(islice(lines, 5_000)))
    assert Ticker.objects.filter(active=True).count() == 13_002
