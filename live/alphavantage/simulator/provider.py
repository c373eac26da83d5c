"""The simulated provider as a whole: a request goes in, a reply comes out, and a record of it stays.

Knows no socket and reads no clock.
"""

from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from live.alphavantage.simulator import refusals
from live.alphavantage.simulator.answers import Answers
from live.alphavantage.simulator.companies import Catalogue
from live.alphavantage.simulator.faults import Fault, Faults, Kind
from live.alphavantage.simulator.grant import Grant
from live.alphavantage.simulator.limits import Exceeded, Meter
from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.reply import Ending, Reply

# The record keeps the last so many requests: at most 20 MB, when each names 100 symbols.
RECORDED = 20_000


class Provider:
    """One key's provider. `slack` is the meter's."""

    def __init__(self, market: Market, catalogue: Catalogue, grant: Grant, faults: Faults, slack: float = 0.0) -> None:
        self.grant = grant
        self.faults = faults
        self._market, self._catalogue = market, catalogue
        self._meter = Meter(grant.limits, slack)
        self._record: deque[tuple[str, str, float, str]] = deque(maxlen=RECORDED)

    def reply(self, parameters: Mapping[str, str], now: float) -> Reply:
        """The reply to a request at `now` (Unix seconds), which never runs backwards."""
        function = parameters.get("function", "").upper()
        symbols = parameters.get("symbol", "").upper()
        reply = self._reply(function, symbols, parameters, now)
        self._record.append((function, symbols, now, reply.outcome))
        return reply

    def requests(self) -> list[dict[str, Any]]:
        """The last requests, oldest first; `at` is ISO 8601 in UTC."""
        return [
            {
                "function": function,
                "symbols": symbols.split(",") if symbols else [],
                "at": datetime.fromtimestamp(at, UTC).isoformat(),
                "outcome": outcome,
            }
            for function, symbols, at, outcome in self._record
        ]

    def take_requests(self) -> list[dict[str, Any]]:
        """The same, and empties the record, not the limits' windows."""
        taken = self.requests()
        self._record.clear()
        return taken

    def _reply(self, function: str, symbols: str, parameters: Mapping[str, str], now: float) -> Reply:
        key = parameters.get("apikey", "")
        if not key:
            return Reply.json(refusals.NO_KEY, "no_key")
        if key == "demo":
            return Reply.json(refusals.DEMO_KEY, "demo_key")
        exceeded = self._meter.ask(now)
        struck = self.faults.strike(function, symbols.split(","))
        kinds = {fault.kind for fault in struck}
        reply = self._refused(kinds, exceeded, key)
        if reply is None:
            reply = Answers(self._market, self._catalogue, self.grant, now, struck).to(function, parameters)
        return _broken(reply, struck, kinds)

    def _refused(self, kinds: set[Kind], exceeded: Exceeded | None, key: str) -> Reply | None:
        if Kind.OUTAGE in kinds:
            return Reply.page(refusals.FAILING_PAGE, "outage", status=503)
        if Kind.HTML in kinds:
            return Reply.page(refusals.OTHER_PAGE, "html")
        if Kind.NOT_ENTITLED in kinds:
            return Reply.json(refusals.not_entitled(self.grant.entitlement), "not_entitled")
        exceeded = self._forced(kinds) or exceeded
        if exceeded is not None:
            return Reply.json(refusals.too_many(exceeded, self.grant.limits, key), exceeded.value)
        return None

    def _forced(self, kinds: set[Kind]) -> Exceeded | None:
        if Kind.BURST in kinds:
            return Exceeded.SECOND
        if Kind.DAY_SPENT in kinds:
            return Exceeded.DAY
        if Kind.LIMITS in kinds:
            return Exceeded.MINUTE if self.grant.limits.per_minute is not None else Exceeded.DAY
        return None


def _broken(reply: Reply, struck: list[Fault], kinds: set[Kind]) -> Reply:
    delay = sum(fault.seconds for fault in struck if fault.kind is Kind.SLOW)
    if delay:
        reply = reply.after(delay)
    if Kind.RESET in kinds:
        return reply.broken(Ending.RESET)
    return reply.broken(Ending.CUT) if Kind.CUT in kinds else reply
