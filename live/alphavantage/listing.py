"""LISTING_STATUS: every US ticker, as CSV.

https://www.alphavantage.co/documentation/#listing-status
"""

from typing import BinaryIO

from live.alphavantage.refusals import refusal
from live.providers.errors import BadAnswer
from live.providers.json_bodies import decode

HEADER = b"symbol,name,exchange,assetType,ipoDate,delistingDate,status"
STATES = (b"active", b"delisted")
BOM = b"\xef\xbb\xbf"
# What is no listing is kept up to here, to see what it says; nor is any line longer. Bytes.
MAX_HELD = 64 * 1024


class ListingBody:
    """Takes the listing piece by piece and passes it on to `file`, once its first line is the listing's.

    What came before an error stays in the file: whoever gave it throws it away.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begun = False
        self._held = bytearray()  # before the first line is whole: the beginning; after it: the last line

    def write(self, piece: bytes) -> None:
        self._held += piece
        if self._begun:
            self._pass_on(piece)
        elif b"\n" in self._held and _is_header(self._held.partition(b"\n")[0]):
            self._begun = True
            self._pass_on(bytes(self._held))
        if len(self._held) > MAX_HELD:
            raise BadAnswer(sample=_text(self._held))

    def result(self) -> None:
        """Raises ProviderError when that was no listing, or one that ends in the middle of a line."""
        if not self._begun:
            raise refusal(decode(bytes(self._held)))
        last = bytes(self._held).rstrip(b"\r\n").rpartition(b"\n")[2]
        if last.count(b",") < HEADER.count(b",") or last.rpartition(b",")[2].strip().lower() not in STATES:
            raise BadAnswer("The data provider's listing is not whole.", sample=_text(last))

    def _pass_on(self, piece: bytes) -> None:
        self._file.write(piece)
        # Two lines at most are kept: the last may be an empty one.
        ends = self._held.rstrip(b"\r\n").rfind(b"\n")
        del self._held[: ends + 1]


def _is_header(line: bytes | bytearray) -> bool:
    return bytes(line).removeprefix(BOM).strip().lower() == HEADER.lower()


def _text(data: bytes | bytearray) -> str:
    return bytes(data).decode("utf-8", errors="replace")
