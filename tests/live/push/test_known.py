"""The catalogue is asked once for many, and not again for a minute."""

import asyncio
from collections.abc import Collection

import pytest

from live.push.known import LIFETIME, Known


class Catalogue:
    """Has AAPL and MSFT, takes its time, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.seconds = 0.0
        self.known = Known(self.among, lambda: self.seconds, most=4)

    async def among(self, symbols: Collection[str]) -> Collection[str]:
        self.asked.append(set(symbols))
        await asyncio.sleep(0)
        if "BROKEN" in symbols:
            raise ValueError("the catalogue is away")
        return {"AAPL", "MSFT"} & set(symbols)


async def test_many_who_ask_at_once_make_one_question() -> None:
    catalogue = Catalogue()
    answers = await asyncio.gather(*(catalogue.known.among(["AAPL", "NOSUCH"]) for _ in range(100)))
    assert set(answers) == {("AAPL",)}
    assert catalogue.asked == [{"AAPL", "NOSUCH"}]


async def test_an_answer_holds_for_a_minute_whether_it_was_yes_or_no() -> None:
    catalogue = Catalogue()
    for catalogue.seconds in (0, LIFETIME - 1, LIFETIME + 1):
        assert await catalogue.known.among(["NOSUCH", "MSFT"]) == ("MSFT",)
    assert len(catalogue.asked) == 2


async def test_what_is_remembered_is_bounded_and_the_oldest_goes_first() -> None:
    catalogue = Catalogue()
    for symbol in ("AAPL", "A", "B", "C", "MSFT", "C"):
        await catalogue.known.among([symbol])
    assert len(catalogue.asked) == 5
    await catalogue.known.among(["AAPL"])
    assert len(catalogue.asked) == 6


async def test_more_symbols_than_are_remembered_are_still_answered() -> None:
    assert await Catalogue().known.among(["AAPL", "A", "B", "C", "D", "E", "MSFT"]) == ("AAPL", "MSFT")


async def test_a_catalogue_that_fails_is_asked_again() -> None:
    catalogue = Catalogue()
    for _ in range(2):
        with pytest.raises(ValueError, match="away"):
            await catalogue.known.among(["BROKEN"])
    assert len(catalogue.asked) == 2
