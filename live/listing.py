"""The provider's listing into the catalogue: fetch it whole, then read it and write what differs.

A refusal changes nothing: the catalogue is written in one transaction, after the last byte has come.
"""

import io
from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, cast

from channels.db import database_sync_to_async

from live.providers.errors import BadAnswer
from live.providers.provider import Listing
from tickers.catalogue import Counts, upsert
from tickers.listing import parse

# A listing takes 1 MB; one that takes more than this is kept on disk while it is read. Bytes.
KEPT_IN_MEMORY = 4 * 1024 * 1024

Progress = Callable[[int, int], None]


async def sync_listing(
    client: Listing, permit: Callable[[], Awaitable[Any]] | None = None, progress: Progress | None = None
) -> Counts:
    """Bring the catalogue in line with what the provider lists now, for one request.

    `permit` is asked before it and raises when there is none to be had. Raises ProviderError when the provider refuses
    or what it sends is no listing; the message is for people.
    """
    if permit is not None:
        await permit()
    with SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as file:
        await client.listing(cast(BinaryIO, file))
        file.seek(0)
        try:
            return await database_sync_to_async(load_listing)(file, progress)
        except ValueError as error:
            raise BadAnswer(str(error)) from error


def load_listing(file: IO[bytes], progress: Progress | None = None) -> Counts:
    """Bring the catalogue in line with the listing in `file`. Raises ValueError in words when it is none."""
    # A byte that is no UTF-8 spoils a name, not the catalogue. The csv module wants line ends as they are.
    lines = io.TextIOWrapper(cast(BinaryIO, file), encoding="utf-8-sig", errors="replace", newline="")
    try:
        return upsert(parse(lines), progress)
    finally:
        lines.detach()  # whoever opened the file closes it
