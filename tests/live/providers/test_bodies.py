import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.providers.bodies import Inflater
from live.providers.errors import BadAnswer


def plain(encoding: str, most: int, pieces: list[bytes]) -> bytes:
    inflater = Inflater(encoding, most)
    body = b"".join(inflater.plain(piece) for piece in pieces)
    inflater.end()
    return body


@given(body=st.binary(max_size=500), cut=st.integers(0, 600))
def test_a_body_comes_out_as_it_was_compressed(body: bytes, cut: int) -> None:
    packed = gzip.compress(body)
    assert plain("gzip", 500, [packed[:cut], packed[cut:]]) == body
    assert plain("", 500, [body[:cut], body[cut:]]) == body


@pytest.mark.parametrize("encoding", ["", "identity", "gzip", " GZIP "])
def test_a_body_is_as_long_as_is_allowed_and_no_longer(encoding: str) -> None:
    body = b"x" * 1000
    packed = gzip.compress(body) if "gzip" in encoding.lower() else body
    assert plain(encoding, 1000, [packed]) == body
    with pytest.raises(BadAnswer):
        plain(encoding, 999, [packed])


def test_a_bomb_is_not_inflated_beyond_what_is_allowed() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(32)) + packer.flush()
    inflater = Inflater("gzip", 5000)
    with pytest.raises(BadAnswer, match="too much"):
        inflater.plain(bomb)


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "x-gzip"])
def test_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    with pytest.raises(BadAnswer):
        Inflater(encoding, 1000)


@pytest.mark.parametrize("body", [b"", gzip.compress(b"x" * 1000, mtime=0)[:-9], b"no gzip"])
def test_what_is_not_compressed_to_its_end_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        plain("gzip", 5000, [body])


@given(st.binary(max_size=300))
def test_any_bytes_are_inflated_or_refused(body: bytes) -> None:
    with suppress(BadAnswer):
        assert len(plain("gzip", 1000, [body])) <= 1000
