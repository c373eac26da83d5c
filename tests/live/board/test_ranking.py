"""Places by market value, as values."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from live.board.ranking import Place, Ranking, Sized, ranked

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


def sized(symbol: str, value: int | None = None, before: int | None = None, unit: str = "USD") -> Sized:
    worth, was = (None if each is None else Decimal(each) for each in (value, before))
    return Sized(symbol, "NYSE", "", unit, worth, was)


def places(*some: Sized) -> list[tuple[str, int | None, int | None]]:
    return [(place.symbol, place.rank, place.before) for place in ranked(some)]


def test_the_largest_comes_first_and_knows_its_place_at_the_previous_close() -> None:
    some = [sized("LAST", 10, 11), sized("RISEN", 90, 50), sized("FALLEN", 80, 85)]
    assert places(*some) == [("RISEN", 1, 2), ("FALLEN", 2, 1), ("LAST", 3, 3)]


def test_what_has_no_value_has_no_place_and_keeps_its_order_at_the_end() -> None:
    assert places(sized("WELL"), sized("LESSER"), sized("KNOWN", 5)) == [
        ("KNOWN", 1, None),
        ("WELL", None, None),
        ("LESSER", None, None),
    ]


def test_a_value_that_is_the_provider_s_stands_still_while_others_pass_it() -> None:
    assert places(sized("TOLD", 70), sized("RISEN", 80, 60)) == [("RISEN", 1, 2), ("TOLD", 2, None)]


def test_currencies_are_never_compared() -> None:
    assert places(sized("TSCO.LON", 30, unit="GBP"), sized("AAPL", 5), sized("SHEL.LON", 90, unit="GBP")) == [
        ("SHEL.LON", 1, None),
        ("TSCO.LON", 2, None),
        ("AAPL", 1, None),
    ]


def test_equal_values_have_places_that_do_not_depend_on_the_order_they_came_in() -> None:
    one, other = sized("A", 5, 5), sized("B", 5, 5)
    assert places(one, other) == places(other, one) == [("A", 1, 1), ("B", 2, 2)]


def test_a_place_has_risen_fallen_or_neither() -> None:
    def way(rank: int | None, before: int | None) -> str:
        return Place("A", "NYSE", "", "USD", rank, before).way

    assert [way(2, 5), way(5, 2), way(3, 3), way(3, None), way(None, None)] == ["up", "down", "flat", "flat", "flat"]


def test_a_ranking_is_read_as_it_was_written() -> None:
    known = Ranking(NOON, ranked([sized("A", 5, 4), sized("B")]), companies=8, with_facts=1)
    assert Ranking.from_json(json.loads(json.dumps(known.as_json()))) == known
