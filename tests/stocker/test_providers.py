"""Which providers the settings mean, in which order, and how they refuse."""

import pytest

from live.providers.provider import Plan
from stocker import providers


def chosen(*names: str, alphavantage_key: str = "", finnhub_key: str = "", plan: str | None = None) -> tuple[Plan, ...]:
    keys = {"alphavantage": alphavantage_key, "finnhub": finnhub_key}
    return providers.chosen(names, keys, alphavantage={"name": plan}, finnhub={}, poll_seconds=None)


BOTH = {"alphavantage_key": "k", "finnhub_key": "k"}


@pytest.mark.parametrize(
    ("found", "sources"),
    [
        (chosen(), ["simulated"]),
        (chosen("alphavantage"), ["simulated"]),
        (chosen(alphavantage_key="k"), ["alphavantage"]),
        (chosen(finnhub_key="k"), ["finnhub"]),  # the simulator is for no key at all
        (chosen(**BOTH), ["finnhub", "alphavantage"]),  # a free key's closes are not what moves
        (chosen(**BOTH, plan="75"), ["alphavantage", "finnhub"]),
        (chosen("alphavantage", "finnhub", **BOTH), ["alphavantage", "finnhub"]),
        (chosen("finnhub", "alphavantage", **BOTH, plan="75"), ["finnhub", "alphavantage"]),
        (chosen("finnhub", **BOTH), ["finnhub"]),
    ],
)
def test_the_keys_say_who_is_asked_and_the_setting_in_which_order(found: tuple[Plan, ...], sources: list[str]) -> None:
    assert [plan.source for plan in found] == sources


def test_facts_and_history_are_of_the_one_that_gives_them() -> None:
    assert providers.main(chosen(**BOTH)).source == "alphavantage"
    assert providers.main(chosen(finnhub_key="k")).source == "finnhub"


@pytest.mark.parametrize(
    ("names", "keys", "words"),
    [
        (["yahoo"], BOTH, "PROVIDERS must be of alphavantage, finnhub, not 'yahoo'"),
        (["finnhub", "finnhub"], BOTH, "PROVIDERS must name each provider once"),
        (["finnhub"], {}, "PROVIDERS names finnhub, which needs FINNHUB_API_KEY"),
        (["alphavantage", "finnhub"], {"finnhub_key": "k"}, "which needs ALPHAVANTAGE_API_KEY"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_words(names: list[str], keys: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        chosen(*names, **keys)
