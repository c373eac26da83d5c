import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.alphavantage.listing import MAX_HELD, ListingBody
from live.providers.errors import BadAnswer, ProviderError
from tests.live.alphavantage.payloads import LISTING, LISTING_HEADER


def received(pieces: list[bytes]) -> bytes:
    file = io.BytesIO()
    body = ListingBody(file)
    for piece in pieces:
        body.write(piece)
    body.result()
    return file.getvalue()


@given(cuts=st.lists(st.integers(0, len(LISTING)), max_size=6).map(sorted))
def test_a_listing_passes_unchanged_however_it_is_cut_into_pieces(cuts: list[int]) -> None:
    whole = LISTING.encode()
    ends = [*cuts, len(whole)]
    assert received([whole[start:end] for start, end in zip([0, *cuts], ends, strict=True)]) == whole


@pytest.mark.parametrize(
    "text",
    [
        LISTING.replace("\r\n", "\n"),
        LISTING.rstrip(),
        "\ufeff" + LISTING,
        LISTING + "\r\n",
        LISTING.replace(LISTING_HEADER, LISTING_HEADER.upper()),
        LISTING_HEADER + 'Q,"Quoted, Inc",NYSE,Stock,1999-11-18,2020-01-01,Delisted\n',
    ],
)
def test_a_listing_may_differ_in_what_does_not_matter(text: str) -> None:
    assert received([text.encode()]) == text.encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        LISTING_HEADER,
        LISTING[:-3],
        LISTING[:-30],
        LISTING[len(LISTING_HEADER) :],
        "timestamp,open,high,low,close,volume\n2026-11-19,1,1,1,1,1\n",
        "<!DOCTYPE html>\n<html>",
        "<" * (MAX_HELD * 2),
        LISTING + "x" * (MAX_HELD * 2),
    ],
)
def test_what_is_no_whole_listing_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        received([text.encode()])


def test_nothing_is_written_before_the_first_line_is_the_listings() -> None:
    file = io.BytesIO()
    body = ListingBody(file)
    body.write(LISTING_HEADER[:-2].encode())
    assert file.getvalue() == b""
    body.write(b"\r\n")
    assert file.getvalue() == LISTING_HEADER.encode()


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_any_bytes_after_the_header_are_a_listing_or_refused(pieces: list[bytes]) -> None:
    with suppress(ProviderError):
        assert received([LISTING_HEADER.encode(), *pieces]) == LISTING_HEADER.encode() + b"".join(pieces)
