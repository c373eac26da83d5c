"""WebSocket frames of texts that go to many."""

import zlib
from struct import pack

TEXT, COMPRESSED_TEXT = 0x81, 0xC1
# From here on compressing pays: a heartbeat would only grow.
LEAST_COMPRESSED = 256  # bytes


class Frames:
    """The frames of the last text: viewers of one set are written to one after the other."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._plain = self._deflated = b""

    def of(self, text: str) -> bytes:
        if text is not self._text:
            self._text, self._plain, self._deflated = text, frame(text.encode()), b""
        return self._plain

    def deflated(self, text: str) -> bytes:
        """The same for those with whom permessage-deflate was agreed, without context takeover by the server."""
        plain = self.of(text)
        if not self._deflated:
            payload = text.encode()
            worthwhile = len(payload) >= LEAST_COMPRESSED
            self._deflated = frame(deflate(payload), COMPRESSED_TEXT) if worthwhile else plain
        return self._deflated


def frame(payload: bytes, first: int = TEXT) -> bytes:
    """One whole, unmasked frame: https://www.rfc-editor.org/rfc/rfc6455#section-5.2"""
    length = len(payload)
    if length < 126:
        return pack("!BB", first, length) + payload
    if length < 65_536:
        return pack("!BBH", first, 126, length) + payload
    return pack("!BBQ", first, 127, length) + payload


def deflate(payload: bytes) -> bytes:
    """A message's payload, compressed by itself: https://www.rfc-editor.org/rfc/rfc7692#section-7.2.1"""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return (packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]
