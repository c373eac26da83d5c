"""The budget's ledger in a list, as the database's would be."""

from dataclasses import dataclass, field
from datetime import datetime

from live.polling.spending import Ledger, Purpose


@dataclass
class Memory:
    """What was sent, and when this installation was last active at all."""

    sent: list[tuple[Purpose, datetime]] = field(default_factory=list)
    last: datetime | None = None

    def ledger(self) -> Ledger:
        async def sent_since(moment: datetime) -> list[tuple[Purpose, datetime]]:
            return [(purpose, at) for purpose, at in self.sent if at >= moment]

        async def write(purpose: Purpose, moments: list[datetime]) -> None:
            self.sent += [(purpose, at) for at in moments]

        async def last_active() -> datetime | None:
            return self.last

        return Ledger(sent_since, write, last_active)
