"""An answer's body as it comes over the wire, made plain and kept within bounds.

A body may be compressed to a thousandth of its size, so what counts is what it becomes: it is never inflated
further than is allowed.
"""

import zlib

from live.providers.errors import BadAnswer


class Inflater:
    """Makes the pieces of a body plain. Raises BadAnswer for one that becomes longer than `most` bytes."""

    def __init__(self, encoding: str, most: int) -> None:
        self._left = most
        match encoding.strip().lower():
            case "" | "identity":
                self._gzip = None
            case "gzip":
                self._gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
            case _:
                raise BadAnswer(sample=f"content-encoding: {encoding}")

    def plain(self, piece: bytes) -> bytes:
        if self._gzip is not None:
            try:
                piece = self._gzip.decompress(piece, self._left + 1)
            except zlib.error as error:
                raise BadAnswer(sample=f"gzip: {error}") from error
        self._left -= len(piece)
        if self._left < 0:
            raise BadAnswer("The data provider sent far too much.")
        return piece

    def end(self) -> None:
        """Raises BadAnswer when a compressed body has no end."""
        if self._gzip is not None and not self._gzip.eof:
            raise BadAnswer("The data provider's answer was cut short.")
