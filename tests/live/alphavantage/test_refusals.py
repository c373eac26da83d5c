import pytest

from live.alphavantage.refusals import DEMO_KEY, NO_KEY, failed, refusal
from live.providers.errors import (
    BadAnswer,
    Burst,
    DaySpent,
    NotEntitled,
    ProviderError,
    UnknownSymbol,
    Unreachable,
)
from tests.live.alphavantage import payloads

SENTENCES = [
    (payloads.SPENT, DaySpent),
    ("Our standard API rate limit is 40 requests per day.", DaySpent),
    ("You have used up your DAILY request limit", DaySpent),
    (payloads.BURST, Burst),
    ("Burst pattern detected in your requests. The limit is 500 requests per day.", Burst),
    ("Minute-level rate limit exceed.", Burst),
    ("API call frequency is 5 calls per  minute\nand 500 calls per day.", Burst),
    ("at most 10 requests PER SECOND", Burst),
    ("Thank you! This is a premium endpoint. See our plans (free: 25 requests per day).", NotEntitled),
    ("The interval=1min value is a premium feature for this endpoint", NotEntitled),
    ("Your key is not yet entitled to real-time data", NotEntitled),
    ("The **demo** API key is for demo purposes only.", NotEntitled),
    ("the parameter apikey is invalid or missing.", NotEntitled),
    ("Invalid API call. Please retry or visit the documentation for TIME_SERIES_DAILY.", UnknownSymbol),
    ("Invalid inputs. Please try again.", BadAnswer),
    ("This API function (X) does not exist.", BadAnswer),
    ("Daily data for this symbol is discontinued", BadAnswer),
    ("We are moving house today.", BadAnswer),
    ("", BadAnswer),
]


@pytest.mark.parametrize("name", ["Information", "Note", "Error Message", "INFORMATION"])
@pytest.mark.parametrize(("sentence", "kind"), SENTENCES)
def test_a_sentence_is_the_refusal_that_it_means_wherever_it_stands(
    name: str, sentence: str, kind: type[ProviderError]
) -> None:
    assert type(refusal({name: sentence}, symbol="ACME")) is kind
    assert type(refusal({name: sentence.upper()}, symbol="ACME")) is kind


@pytest.mark.parametrize("answer", [{}, {"Information": 5}, {"Weather": "10 requests per day"}, {"Note": None}])
def test_an_answer_that_says_nothing_known_is_a_bad_one(answer: dict[str, object]) -> None:
    assert type(refusal(answer, symbol="ACME")) is BadAnswer


def test_an_invalid_call_is_about_a_symbol_only_where_one_was_asked_for() -> None:
    answer = {"Error Message": "Invalid API call."}
    assert "ACME" in str(refusal(answer, symbol="ACME"))
    assert type(refusal(answer)) is BadAnswer


def test_a_missing_key_and_the_demo_key_say_what_to_do() -> None:
    assert str(refusal({"Error Message": "the parameter apikey is invalid or missing."})) == NO_KEY
    assert str(refusal({"Information": "The **demo** API key is for demo purposes only."})) == DEMO_KEY
    assert "ALPHAVANTAGE_API_KEY" in NO_KEY
    assert "ALPHAVANTAGE_API_KEY" in DEMO_KEY


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, b"", Burst),
        (429, b'{"Information": "25 requests per day"}', DaySpent),
        (403, b'{"Information": "This is a premium endpoint."}', NotEntitled),
        (403, b"[]", BadAnswer),
        (400, b'{"Error Message": "Invalid API call."}', BadAnswer),
        (406, b'{"detail": "Could not satisfy the request Accept header."}', BadAnswer),
        (400, b"[" * 100_000, BadAnswer),
        (408, b"", Unreachable),
        (500, b'{"Information": "25 requests per day"}', Unreachable),
        (503, b"\xff\xfe", Unreachable),
        (301, b"", BadAnswer),
        (202, b"{}", BadAnswer),
    ],
)
def test_a_failing_status_is_told_by_its_words_then_by_its_number(
    status: int, body: bytes, kind: type[ProviderError]
) -> None:
    assert type(failed(status, body)) is kind
