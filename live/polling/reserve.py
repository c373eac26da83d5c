"""What the database is told of requests before they are sent, where no day is limited: in blocks, of which one is
enough for a moment. Redis counts them one by one; what it has lost is taken from here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from live.polling.spending import Block, Ledger

# How long a block may be drawn upon, of the product's clock. What is not known is when in that time a request was sent.
BLOCK = timedelta(seconds=2)


@dataclass
class Reserve:
    """One process's blocks, of at most `most` requests each; one that was used up is followed by a larger one, one that
    was not by what was used. Fails open: without a database it is known that something is unknown."""

    ledger: Ledger
    most: int
    began_at: datetime | None = None
    size: int = 0
    left: int = 0
    unknown_since: datetime | None = None

    async def cover(self, requests: int, at: datetime) -> bool:
        """See to it that the database knows of so many more; whether it had to be told just now."""
        running = self.began_at is not None and timedelta() <= at - self.began_at < BLOCK
        if running and self.left >= requests:
            self.left -= requests
            return False
        usual = 2 * self.size if running else self.size - self.left
        block = Block(at, max(min(usual, self.most), requests))
        if await self.ledger.reserve(block):
            self.began_at, self.size, self.left = at, block.requests, block.requests - requests
        else:
            self.began_at, self.unknown_since = None, at
        return True

    def knows(self, since: datetime) -> bool:
        """Whether the database was told of all that this process was granted since then."""
        return self.unknown_since is None or self.unknown_since < since

    async def sent_since(self, moment: datetime, now: datetime) -> list[tuple[datetime, int]]:
        """How many requests there may have been, each counted as sent as late as it can have been."""
        blocks = await self.ledger.blocks_since(moment - BLOCK)
        return [(min(block.began_at + BLOCK, now), block.requests) for block in blocks]
