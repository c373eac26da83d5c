"""One poll: what is watched, what is due, what may be asked; then ask, keep and publish.

The flow gets its parts as arguments. It holds the lock, so two beats and ten workers change nothing. There is no
retry inside: the next tick is the retry.
"""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import timedelta

from live.polling.keys import GROUP
from live.polling.lane import Lane
from live.polling.lock import alone
from live.polling.parts import Parts
from live.polling.spending import Purpose

# A tick's poll looks again for nearly as long as a tick lasts, so that a newcomer need not wait for the next one; the
# rest is for the task itself, or ticks would queue up.
ROUND = 0.8
# While slow answers are awaited it goes on asking, but starts nothing later than this; real seconds both.
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
            await _Poll(parts, await Lane.begin(parts)).run(lasts, last_start)
        return held


@dataclass
class _Poll:
    """The state of one poll while it runs."""

    parts: Parts
    lane: Lane

    async def run(self, lasts: float, last_start: float) -> None:
        began, lane = time.monotonic(), self.lane
        if lane.plan.entitlement == "end_of_day":
            lane.known.recent = await self.parts.watched_since(self.parts.now() - RECENT)
        lane.bulletin.spent(await self.parts.budget.take(0, Purpose.REFRESH))
        lane.bulletin.held = await self.parts.budget.holds.held()
        try:
            elapsed, looked = 0.0, False
            while not looked or elapsed < lasts or lane.in_flight:
                if not looked or elapsed < last_start:
                    await lane.start_what_is_due()
                    looked = True
                await self._wait(min(LOOK_EVERY, max(lasts - elapsed, 0)) if not lane.in_flight else LOOK_EVERY)
                if lane.answered:
                    await self._publish()
                elapsed = time.monotonic() - began
            await lane.account()
            if lane.bulletin.is_due(lane.plan, lane.outlook, lane.known):
                await self._publish()
        finally:
            # Only when something failed are there any left: nothing may outlive the lock.
            for task in lane.in_flight:
                task.cancel()
            await asyncio.gather(*lane.in_flight, return_exceptions=True)

    async def _wait(self, seconds: float) -> None:
        """Until the first answer and a moment more for those that come with it, or until `seconds` are over."""
        if not self.lane.in_flight:
            await asyncio.sleep(seconds)
            return
        done, _ = await asyncio.wait(self.lane.in_flight, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if done and len(done) < len(self.lane.in_flight):
            more, _ = await asyncio.wait(self.lane.in_flight - done, timeout=BATCH_EVERY)
            done |= more
        self.lane.in_flight -= done
        for task in done:
            task.result()

    async def _publish(self) -> None:
        """Save, then number, then send: a hub that reloads after a gap finds at least what the batch had."""
        parts, lane = self.parts, self.lane
        held = await lane.keep()
        said = lane.bulletin.now(lane.plan, lane.outlook, lane.known)
        lane.bulletin.told(said)
        async with parts.redis.pipeline(transaction=True) as pipe:
            pipe.set(parts.keys.status, json.dumps(said))
            pipe.incr(parts.keys.sequence)
            _, number = await pipe.execute()
        batch = [quote.as_wire() for quote in held]
        message = {"type": "live.batch", "seq": number, "source": parts.plan.source, "quotes": batch, "status": said}
        await parts.send(GROUP, message)
        if lane.series:
            # The bars that the prices were taken from are written while other answers come in.
            series, lane.series = lane.series, []
            lane.in_flight.add(asyncio.ensure_future(parts.keep_series(series)))
