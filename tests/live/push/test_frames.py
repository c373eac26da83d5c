"""A text becomes one whole frame, once."""

import zlib

import pytest
from websockets.frames import Frame, Opcode

from live.push.frames import Frames, frame


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_what_the_protocol_says(length: int) -> None:
    payload = b"x" * length
    assert frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


def test_the_same_text_is_encoded_once_and_another_anew() -> None:
    frames = Frames()
    text = "é" * 100
    first = frames.of(text)
    assert frames.of(text) is first
    assert frames.of("other") == frame(b"other")


def test_a_compressed_frame_holds_the_text_by_itself_and_is_made_once() -> None:
    frames = Frames()
    text = '{"symbol":"AAPL","price":100.25}' * 20
    packed = frames.deflated(text)
    assert frames.deflated(text) is packed
    assert packed[0] == 0xC1  # one whole text frame, compressed
    assert len(packed) < len(frames.of(text)) / 5
    assert zlib.decompressobj(-15).decompress(packed[2 if packed[1] < 126 else 4 :]).decode() == text


def test_a_short_text_is_not_compressed() -> None:
    frames = Frames()
    assert frames.deflated("short") == frames.of("short")
