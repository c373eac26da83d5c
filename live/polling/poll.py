"""One poll: what is watched, what is due, what may be asked; then ask, keep and publish.

The flow gets its parts as arguments. It holds the lock, so two beats and ten workers change nothing. There is no
retry inside: the next tick is the retry.
"""

import asyncio
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from live.metrics import names, tally
from live.polling import showing
from live.polling.bulletin import Bulletin
from live.polling.keys import GROUP
from live.polling.lane import Lane
from live.polling.lock import alone
from live.polling.parts import Parts
from live.providers.series import Series

log = logging.getLogger(__name__)

# A tick's poll looks again for nearly as long as a tick lasts, so that a newcomer need not wait for the next one; the
# rest is for the task itself, or ticks would queue up.
ROUND = 0.8
# While slow answers are awaited it goes on asking, but starts nothing later than this; real seconds both. Of several
# providers those that answer are asked for as long as what the others were asked by then is awaited: 15 s at the most.
LAST_START = 5.0
LOOK_EVERY = 0.2
# Answers are published together when they come this close to each other.
BATCH_EVERY = 0.1
# Closing prices are fetched for what was watched in the last days too, so that the morning's first look finds them.
RECENT = timedelta(days=7)


async def poll(parts: Parts, lasts: float = ROUND, last_start: float = LAST_START) -> bool:
    """Run one tick's poll: look again for `lasts` seconds, and while answers are awaited start nothing later than
    `last_start`. With neither it looks once. False when another poll is under way."""
    async with alone(parts.redis, parts.keys.poll_lock) as held:
        if held:
            began = time.monotonic()
            bulletin = await Bulletin.read(parts)
            everyone = (parts, *parts.others)
            lanes = [await Lane.begin(one, bulletin.of(one.plan.source)) for one in everyone]
            await _Poll(parts, lanes, bulletin).run(lasts, last_start)
            tally.observe(names.POLL_SECONDS, time.monotonic() - began)
        return held


@dataclass
class _Poll:
    """The state of one poll while it runs: a lane for each provider, in the order in which they are asked. `writing`
    is what is written down while answers come in; `hanging` what was not answered by the last start, None before."""

    parts: Parts
    lanes: list[Lane]
    bulletin: Bulletin
    writing: set[asyncio.Task[None]] = field(default_factory=set)
    hanging: set[asyncio.Task[None]] | None = None

    @property
    def in_flight(self) -> set[asyncio.Task[None]]:
        return self.writing.union(*(lane.under_way.tasks for lane in self.lanes))

    async def run(self, lasts: float, last_start: float) -> None:
        began, first = time.monotonic(), self.lanes[0]
        if first.plan.entitlement == "end_of_day":
            first.known.recent = await self.parts.watched_since(self.parts.now() - RECENT)
        try:
            elapsed, looked = 0.0, False
            while not looked or elapsed < lasts or self.in_flight:
                if not looked or elapsed < last_start or self._some_hang():
                    await self._look()
                    looked = True
                await self._wait(min(LOOK_EVERY, max(lasts - elapsed, 0)) if not self.in_flight else LOOK_EVERY)
                if any(lane.answered for lane in self.lanes):
                    await self._publish()
                elapsed = time.monotonic() - began
            for lane in self.lanes:
                await lane.under_way.account(lane.parts)
            if self.bulletin.is_due(self.lanes):
                await self._publish()
        finally:
            # Only when something failed are there any left: nothing may outlive the lock.
            for task in self.in_flight:
                task.cancel()
            await asyncio.gather(*self.in_flight, return_exceptions=True)

    def _some_hang(self) -> bool:
        """Whether what was asked before the last start is still awaited of some providers, while others may go on."""
        if len(self.lanes) == 1:
            return False
        awaited = [task for lane in self.lanes for task in lane.under_way.tasks]
        self.hanging = set(awaited) if self.hanging is None else self.hanging.intersection(awaited)
        for lane in self.lanes:
            lane.hangs = bool(lane.under_way.tasks & self.hanging)
        return bool(self.hanging) and not all(lane.hangs for lane in self.lanes)

    async def _look(self) -> None:
        """Ask each provider for what is its, and for what those before it leave over."""
        if len(self.lanes) == 1:
            await self.lanes[0].start_what_is_due()
            return
        left: frozenset[str] | None = None
        for place, lane in enumerate(self.lanes):
            elsewhere = frozenset().union(*(other.under_way.symbols for other in self.lanes if other is not lane))
            await lane.start_what_is_due(left, self.lanes[:place], elsewhere, several=True)
            left = lane.left_over
        await showing.choose_anew(self.parts, self.lanes)

    async def _wait(self, seconds: float) -> None:
        """Until the first answer and a moment more for those that come with it, or until `seconds` are over."""
        in_flight = self.in_flight
        if not in_flight:
            await asyncio.sleep(seconds)
            return
        done, _ = await asyncio.wait(in_flight, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if done and len(done) < len(in_flight):
            more, _ = await asyncio.wait(in_flight - done, timeout=BATCH_EVERY)
            done |= more
        for some in (self.writing, *(lane.under_way.tasks for lane in self.lanes)):
            some -= done
        for task in done:
            task.result()

    async def _publish(self) -> None:
        """Save, then number, then send: a hub that reloads after a gap finds at least what the batch had."""
        parts, keys = self.parts, self.parts.public
        held = [quote for lane in self.lanes for quote in await lane.keep()]
        if len(self.lanes) > 1:
            held = await showing.keep(parts, self.lanes, [quote.symbol for quote in held])
        said = self.bulletin.now(self.lanes)
        self.bulletin.told(said, self.lanes)
        async with parts.redis.pipeline(transaction=True) as pipe:
            pipe.set(keys.status, json.dumps(said))
            pipe.incr(keys.sequence)
            _, number = await pipe.execute()
        batch = [quote.as_wire() for quote in held]
        message = {"type": "live.batch", "seq": number, "source": keys.source, "quotes": batch, "status": said}
        await parts.send(GROUP, message)
        tally.count(names.BATCHES_PUBLISHED)
        for lane in self.lanes:
            if lane.series:
                # The bars that the prices were taken from are written while other answers come in.
                series, lane.series = lane.series, []
                self.writing.add(asyncio.create_task(_written_down(lane.parts, series)))


async def _written_down(parts: Parts, series: Sequence[Series]) -> None:
    """Fails open: no price that is awaited is lost with bars that cannot be kept. The next answer brings them again."""
    try:
        await parts.keep_series(series)
    except Exception:
        log.exception("the daily bars of %s were not kept", ", ".join(one.symbol for one in series))
