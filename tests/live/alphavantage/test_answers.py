"""Reading bytes: whatever comes is a value or an error of the family."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.alphavantage import answers, bulk_quotes, company, fund, global_quote, time_series
from live.alphavantage.listing import ListingBody
from live.providers.errors import BadAnswer, ProviderError
from live.providers.json_bodies import JsonBody, decode
from tests.live.alphavantage import payloads

READINGS = [
    lambda answer: global_quote.reading(answer, "ACME", "realtime"),
    lambda answer: bulk_quotes.readings(answer, ["ACME", "BRK-B"]),
    lambda answer: time_series.daily(answer, "ACME"),
    lambda answer: time_series.weekly(answer, "ACME"),
    lambda answer: company.facts(answer, "ACME"),
    lambda answer: fund.facts(answer, "ACME"),
]
SHAPES = [
    payloads.global_quote(),
    payloads.bulk(payloads.bulk_row("ACME"), payloads.bulk_row("BRK-B")),
    payloads.series({"2026-11-19": payloads.bar(), "2026-11-18": payloads.bar()}),
    payloads.series({"2026-11-13": payloads.bar()}, heading="Weekly Time Series"),
    payloads.overview(),
    payloads.etf_profile(),
]
WORDS = ["", "None", "ACME", "-1", "0", "1e99", "NaN", "2026-13-01", "success", "25 requests per day", "\ud800", "\x00"]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(WORDS)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def read_all(body: bytes) -> None:
    """Every reading of the body; anything raised that is not of the family fails the test."""
    for read in READINGS:
        whole = JsonBody(read)
        whole.write(body)
        try:
            whole.result()
        except ProviderError as error:
            told = error.told("F", 200, str)
            assert told.evidence.isprintable()
    listing = ListingBody(io.BytesIO())
    try:
        listing.write(body)
        listing.result()
    except ProviderError:
        pass


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_value_or_an_error_of_the_family(body: bytes) -> None:
    read_all(body)


@given(values)
def test_any_json_is_a_value_or_an_error_of_the_family(value: Any) -> None:
    read_all(json.dumps(value).encode())


@given(st.data())
def test_an_answer_changed_anywhere_is_a_value_or_an_error_of_the_family(data: st.DataObject) -> None:
    answer = json.loads(json.dumps(data.draw(st.sampled_from(SHAPES))))
    for _ in range(data.draw(st.integers(1, 3))):
        part = answer
        while True:
            names = list(part) if isinstance(part, dict) else list(range(len(part)))
            if not names:
                break
            name = data.draw(st.sampled_from(names))
            if isinstance(part[name], dict | list) and data.draw(st.booleans()):
                part = part[name]
                continue
            part[name] = data.draw(values)
            break
    read_all(json.dumps(answer).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"5",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 1}',
        b'{"x": {"a": 1, "a": 2}}',
        b'{"a": 1',
        b'{"a": 1} {"b": 2}',
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"{'a': 1}",
        '{"a": 1}'.encode("utf-16"),
    ],
)
def test_what_is_not_one_json_object_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        decode(body)


def test_numbers_stay_as_they_were_written() -> None:
    body = b'\xef\xbb\xbf{"a": 1.10, "b": 1e999999999, "c": ' + b"9" * 5000 + b"}"
    assert decode(body) == {"a": "1.10", "b": "1e999999999", "c": "9" * 5000}


def test_a_body_in_pieces_is_read_whole_and_does_not_show() -> None:
    body = JsonBody(lambda answer: answer)
    for piece in (b'{"a"', b': "s3cret"', b"}"):
        body.write(piece)
    assert body.result() == {"a": "s3cret"}
    assert "s3cret" not in repr(body)


def test_a_section_given_twice_is_refused() -> None:
    with pytest.raises(BadAnswer):
        answers.section({"Global Quote": {"a": 1}, "Global Quote - DELAYED": {"a": 2}}, "Global Quote")
