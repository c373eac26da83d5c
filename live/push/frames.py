"""WebSocket frames of texts that go to many."""

from struct import pack


class Frames:
    """The frame of the last text: viewers of one set are written to one after the other."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._frame = b""

    def of(self, text: str) -> bytes:
        if text is not self._text:
            self._text, self._frame = text, frame(text.encode())
        return self._frame


def frame(payload: bytes) -> bytes:
    """One whole, unmasked text frame: https://www.rfc-editor.org/rfc/rfc6455#section-5.2"""
    length = len(payload)
    if length < 126:
        return pack("!BB", 0x81, length) + payload
    if length < 65_536:
        return pack("!BBH", 0x81, 126, length) + payload
    return pack("!BBQ", 0x81, 127, length) + payload
