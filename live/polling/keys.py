"""Every key that the product keeps in Redis, with its lifetime, and the names of its channel group.

All begin with the installation's prefix: pub/sub ignores database numbers, so the prefix is what keeps two
installations on one Redis apart. Values of another source are never read: what is kept of quotes is keyed by it.
"""

from dataclasses import dataclass

# The one group of the channel layer: each web process's hub is a member, the worker sends to it.
GROUP = "quotes"
# The type of the message that brings it likely ranges: `answers`, symbol → the text to hand on.
FORECASTS = "live.forecasts"


@dataclass(frozen=True, slots=True)
class Keys:
    """`shown_by` names the providers whose prices are shown, where there are several; what each answered is kept by
    its own source all the same."""

    prefix: str
    source: str
    shown_by: str = ""

    @property
    def quotes(self) -> str:
        """Hash: symbol → the latest quote of this source as JSON. Kept; bounded by the catalogue."""
        return f"{self.prefix}:quotes:{self.source}"

    @property
    def shown(self) -> str:
        """Hash: symbol → the quote that people see, as JSON: the source's own, or of several the one chosen. Kept."""
        return f"{self.prefix}:quotes:{self.shown_by or self.source}"

    @property
    def shown_ready(self) -> str:
        """Marker: of several sources' quotes the ones to show were chosen. Missing after a loss. Kept."""
        return f"{self.prefix}:shown:{self.shown_by}"

    @property
    def restored(self) -> str:
        """Marker: what the database kept of quotes was put in. Missing after a loss. Kept."""
        return f"{self.prefix}:restored:{self.source}"

    @property
    def asked(self) -> str:
        """Hash: symbol → when it was last asked for and how that went, as JSON. Kept; bounded by the catalogue."""
        return f"{self.prefix}:asked:{self.source}"

    @property
    def status(self) -> str:
        """String: what the last poll knew of provider, budget and markets, as JSON. Kept."""
        return f"{self.prefix}:status:{self.source}"

    @property
    def sequence(self) -> str:
        """Counter: the number of the last published batch. Kept."""
        return f"{self.prefix}:sequence:{self.source}"

    def budget(self, purpose: str) -> str:
        """Sorted set: one member a request sent for this purpose, scored by its time. Trimmed to the longest window."""
        return f"{self.prefix}:budget:{self.source}:{purpose}"

    @property
    def arriving(self) -> str:
        """Sorted set: the requests of the last seconds, scored by when each arrived at the latest. 3 s."""
        return f"{self.prefix}:arriving:{self.source}"

    @property
    def insight_wanted(self) -> str:
        """String: when facts or history were refused a request. Kept; it holds for 60 s of the product's clock."""
        return f"{self.prefix}:insight-wanted:{self.source}"

    @property
    def prices_wanted(self) -> str:
        """String: when prices wanted more than a minute had. Kept; it holds for 60 s of the product's clock."""
        return f"{self.prefix}:prices-wanted:{self.source}"

    @property
    def budget_ready(self) -> str:
        """Marker: the run of Redis in which the budget's count is whole. Another after a loss, and then the count is
        rebuilt from the database. Kept."""
        return f"{self.prefix}:budget-ready:{self.source}"

    @property
    def hold(self) -> str:
        """Hash: until when the provider is not to be asked, and why. Kept; read with the budget."""
        return f"{self.prefix}:hold:{self.source}"

    @property
    def fallback(self) -> str:
        """String: what is asked for in place of what the key's plan refused, as JSON. 6 h."""
        return f"{self.prefix}:fallback:{self.source}"

    @property
    def poll_lock(self) -> str:
        """String: the owner of the poll that is under way. 3 s, renewed for as long as its owner lives."""
        return f"{self.prefix}:lock:poll"

    @property
    def limits(self) -> str:
        """Begins the counters of searches and changes, two for each browser and address that made any. 2 min."""
        return f"{self.prefix}:limits"

    def forecast(self, symbol: str) -> str:
        """String: what is told of this symbol's likely range, as the JSON that sockets are sent. 10 min."""
        return f"{self.prefix}:forecast:{self.source}:{symbol}"

    @property
    def leases(self) -> str:
        """Set: the names of those who hold a lease. Names whose lease ran out are removed when it is read."""
        return f"{self.prefix}:leases"

    def lease(self, owner: str) -> str:
        """Hash: symbol → viewers, of one web process (30 s) or of one visitor's last page (2 min)."""
        return f"{self.prefix}:lease:{owner}"

    @property
    def board(self) -> str:
        """String: everybody's place by market value, as JSON. Kept; made anew by a worker every few seconds."""
        return f"{self.prefix}:board:{self.source}"

    def spare_lease(self, owner: str) -> str:
        """Hash: symbol → viewers, of what a process's boards show and nobody picked. As long as its lease."""
        return f"{self.prefix}:spare-lease:{owner}"

    @property
    def counts(self) -> str:
        """Hash: series → what all processes counted of it since this Redis was started. Kept; bounded by the code."""
        return f"{self.prefix}:metrics:counts"

    @property
    def processes(self) -> str:
        """Set: the names of the processes that tell how they stand. Those that ended are removed when it is read."""
        return f"{self.prefix}:metrics:processes"

    def process(self, name: str) -> str:
        """String: how one process stands, as JSON. 10 s."""
        return f"{self.prefix}:metrics:process:{name}"

    def told(self, name: str) -> str:
        """String: the number of what this process told last, so that nothing is added twice. 1 h."""
        return f"{self.prefix}:metrics:told:{name}"
