"""One hub an event loop: the process's only member of the channel layer's group, between worker and browsers.

A viewer registers first and is sent no quotes until what it watches has been read; then it gets a snapshot and
joins what follows in one turn of the loop. Losing Redis closes no socket: viewers are told, and get a fresh
snapshot when it is back.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from redis.asyncio import Redis

from live import clock
from live.insight.forecast.answer import no_answer
from live.metrics import names, tally
from live.polling import followed, store
from live.polling.keys import FORECASTS, GROUP, Keys
from live.providers.provider import Plan
from live.push import leaving
from live.push.continuity import Continuity
from live.push.delivery import Delivery
from live.push.followers import Follower, Followers
from live.push.gathering import Gathering
from live.push.known import Known
from live.push.link import AWAY, Link
from live.push.membership import Membership
from live.push.messages import encoded
from live.push.picture import Picture
from live.push.sets import Sets
from live.push.status import Status, nothing_yet
from live.push.timing import Timing
from live.push.viewer import Viewer

logger = logging.getLogger(__name__)

# Those of some symbols that the catalogue has. Raises what the catalogue raises.
InCatalogue = Callable[[Collection[str]], Awaitable[Collection[str]]]


class Hub:
    """To be made in the running loop."""

    def __init__(
        self,
        *,
        redis: Redis,
        keys: Keys,
        layer: Any,
        plan: Plan,
        in_catalogue: InCatalogue,
        timing: Timing,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._redis, self._keys, self._timing = redis, keys, timing
        self._sets: Sets[Viewer] = Sets()
        self._picture = Picture(plan.source, plan.basis)
        self._status = Status(nothing_yet(plan.source, plan.basis, clock.now()), timing.status)
        self._continuity = Continuity(timing.silence, self._loop.time())
        self._delivery = Delivery(self._sets, self._picture, self._status, timing)
        self._known = Known(in_catalogue, self._loop.time)
        self._reading = Gathering(self._read)
        self._followers = Followers(self._read_forecasts, timing)
        self._link = Link(
            redis,
            keys,
            Membership(redis, layer, GROUP, self._receive),
            timing,
            joined=self._joined,
            resync=self._resync,
            lost=self._lost,
            demand=self._demand,
            follows=self._followers.demand,
        )
        self._ticking = asyncio.create_task(self._tick())
        self._stopped = False

    @property
    def live(self) -> bool:
        """Whether news arrive: Redis answers, and the worker was heard of lately."""
        return self._link.connected and not self._continuity.silent(self._loop.time())

    async def welcome(self, viewer: Viewer) -> None:
        """Tell a new socket how things stand; after the first attempt at Redis, so that it is the truth."""
        await self._link.tried.wait()
        self._delivery.status(viewer, self.live)

    async def group_add(self, group: str, viewer: Viewer) -> None:
        """Make the viewer watch the symbol set of that name, and no other. Raises what the catalogue raises."""
        if self._stopped:
            leaving.send_away(viewer.line)
            return
        viewer.joined = viewer.live = False
        watched = self._sets.join(group, viewer)
        await self._link.tried.wait()
        watched.known = await self._known.among(watched.symbols)
        self._link.lease_soon(frozenset(watched.known), viewer.spare)
        await self._bring(watched.known)
        viewer.joined = True
        # Otherwise a reading of everything is under way, and its snapshot is for this viewer too.
        if not (self._link.connected and self._continuity.in_doubt):
            self._delivery.snapshot(viewer)

    async def group_discard(self, group: str, viewer: Viewer) -> None:
        """The viewer watches nothing any more. The signature is Channels' own: a viewer is in one group only."""
        self._sets.leave(viewer)

    def visible(self, viewer: Viewer, visible: bool, keep: Collection[str]) -> None:
        """Whether anybody looks; a hidden viewer still needs the symbols of its set that it keeps."""
        viewer.visible, viewer.keep = visible, keep
        watched = self._sets.of(viewer)
        if watched is not None:
            needed = watched.known if visible else [symbol for symbol in watched.known if symbol in keep]
            self._link.lease_soon(frozenset(needed), viewer.spare)

    def admit(self, follower: Follower) -> None:
        """A socket that may follow likely ranges; until `unfollow`."""
        self._followers.join(follower)

    async def follow(self, follower: Follower, symbol: str) -> None:
        """Tell the socket this symbol's likely range, now and whenever it changes. Raises what the catalogue raises."""
        if self._stopped:
            leaving.send_away(follower.line)
            return
        await self._link.tried.wait()
        if not await self._known.among([symbol]):
            self.refuse(follower, symbol, "No such ticker in the catalogue.")
            return
        self._followers.follow(follower, symbol)
        self._link.follow_soon(frozenset([symbol]))
        answer = self._followers.answer(symbol)
        if answer is not None:
            self._followers.send(follower, answer)
            return
        with contextlib.suppress(*AWAY):  # the link finds it out by itself
            if self._link.connected:
                await self._followers.read([symbol])
        # What was read went to all who follow, and so to this one too.
        if self._followers.answer(symbol) is None:
            away = "Live updates are away; it is worked out when they are back."
            self.refuse(follower, symbol, "It is being worked out." if self.live else away)

    def unfollow(self, follower: Follower) -> None:
        """The socket is gone, and follows nothing any more."""
        self._followers.leave(follower)

    def refuse(self, follower: Follower, symbol: str | None, error: str) -> None:
        """Tell the socket why it has no forecast, now."""
        self._followers.send(follower, encoded(no_answer(symbol, error)))

    def reply(self, viewer: Viewer, text: str) -> None:
        self._delivery.send(viewer, text)

    async def stop(self, over: float = 0.0) -> None:
        """Send everybody away to come back at once, spread over so many seconds, and give the lease back."""
        self._stopped = True
        await leaving.spread([*(viewer.line for viewer in self._sets.viewers()), *self._followers.lines()], over)
        self._ticking.cancel()
        self._account()
        await self._link.stop()

    def _receive(self, batch: Mapping[str, Any]) -> None:
        if batch.get("type") == FORECASTS:
            self._followers.take(batch["answers"])
            return
        try:
            self._continuity.heard(batch["seq"], self._loop.time())
            self._status.take(batch["status"])
            taken = self._picture.take(batch["quotes"], clock.now())
        except (KeyError, TypeError, ValueError):
            # Another release's worker: what it meant is in the store.
            logger.exception("a batch that is none was left out")
            self._continuity.doubt()
            taken = []
        if self._continuity.in_doubt:
            tally.count(names.BATCHES_DOUBTED)
            self._link.wake()
        else:
            self._delivery.quotes(taken)
            tally.count(names.BATCHES_RECEIVED)
            self._tell_lag(batch["status"])
        self._delivery.status_if_due(self.live)

    async def _bring(self, symbols: Collection[str]) -> None:
        """Have these in the picture, or doubt everything when Redis does not answer."""
        missing = [symbol for symbol in symbols if symbol not in self._picture]
        if not missing or not self._link.connected:
            return
        try:
            await self._reading.ask(missing)
        except AWAY:
            self._continuity.doubt()
            self._link.wake()

    async def _read(self, symbols: frozenset[str]) -> None:
        load = self._picture.begin(symbols)
        try:
            async with asyncio.timeout(self._timing.redis):
                found = await store.read(self._redis, self._keys, symbols)
            self._picture.finish(load, found, clock.now())
        finally:
            self._picture.abandon(load)

    async def _read_forecasts(self, symbols: Collection[str]) -> dict[str, str]:
        async with asyncio.timeout(self._timing.redis):
            return await followed.read(self._redis, self._keys, symbols)

    def _joined(self, last: int, status: Mapping[str, Any] | None) -> None:
        self._continuity.begin(last, self._loop.time())
        # What another release wrote there waits for the next batch's.
        with contextlib.suppress(KeyError, TypeError):
            self._status.take(status or {})

    async def _resync(self) -> None:
        """Settle the doubts there are: read what is watched, then a snapshot for everybody."""
        if not self._continuity.in_doubt:
            return
        while self._continuity.in_doubt:
            doubts = self._continuity.doubts()
            await self._reading.ask(self._sets.known())
            self._continuity.settle(doubts)
        await self._followers.reload()
        self._delivery.snapshots()
        self._delivery.status_if_due(self.live)

    def _lost(self) -> None:
        self._delivery.status_if_due(self.live)
        # Those whose reading failed get what memory has, so that no page stays empty.
        self._delivery.snapshots(only_new=True)

    def _demand(self) -> tuple[dict[str, int], dict[str, int]]:
        self._picture.keep_only(self._sets.known())
        return self._sets.demand(), self._sets.spare()

    @staticmethod
    def _tell_lag(status: Mapping[str, Any]) -> None:
        """How long ago, in real seconds, the batch was made that has just been written to everybody."""
        with contextlib.suppress(KeyError, TypeError, ValueError):  # another release's
            lag = clock.now() - datetime.fromisoformat(status["at"])
            tally.observe(names.HUB_LAG, lag.total_seconds() / clock.installed().speed)

    def _account(self) -> None:
        """Tell the metrics how things stand here."""
        lagging = self._delivery.account()
        tally.stand(names.VIEWERS, len(self._sets.viewers()))
        tally.stand(names.FOLLOWERS, len(self._followers))
        tally.stand(names.LISTS, len(self._sets))
        tally.stand(names.SLOW_READERS, lagging + self._followers.lagging)

    async def _tick(self) -> None:
        heartbeat_due = self._loop.time() + self._timing.heartbeat
        while True:
            await asyncio.sleep(self._timing.tick)
            self._account()
            now = self._loop.time()
            if self._link.connected and self._continuity.doubt_silence(now):
                self._link.wake(rejoin=True)
            self._delivery.status_if_due(self.live)
            self._delivery.tend_lagging(self.live)
            self._followers.tend_lagging()
            if now >= heartbeat_due:
                heartbeat_due = now + self._timing.heartbeat
                self._delivery.heartbeat()
