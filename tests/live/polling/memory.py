"""The budget's ledger in a list, as the database's would be."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError

from live.polling.spending import Block, Ledger, Purpose


@dataclass
class Memory:
    """What was sent, when this installation was last active at all, and blocks. While `full` nothing is taken."""

    sent: list[tuple[Purpose, datetime]] = field(default_factory=list)
    last: datetime | None = None
    blocks: list[Block] = field(default_factory=list)
    full: bool = False

    def ledger(self) -> Ledger:
        async def sent_since(moment: datetime) -> list[tuple[Purpose, datetime]]:
            return [(purpose, at) for purpose, at in self.sent if at >= moment]

        async def write(purpose: Purpose, moments: list[datetime]) -> None:
            if self.full:
                raise OperationalError("database or disk is full")
            self.sent += [(purpose, at) for at in moments]

        async def last_active() -> datetime | None:
            return self.last

        async def blocks_since(moment: datetime) -> list[Block]:
            return [block for block in self.blocks if block.began_at >= moment]

        async def reserve(block: Block) -> bool:
            if not self.full:
                self.blocks.append(block)
            return not self.full

        return Ledger(sent_since, write, last_active, blocks_since, reserve)
