"""A text becomes one whole frame, once."""

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
