"""What goes out to the viewers, and to which of them.

A text is made once and written to all that share it. Nobody waits for a slow reader: one with too much unsent is
marked and gets nothing, never a part, until it has drained; then one fresh snapshot.
"""

import asyncio
from collections.abc import Iterable

from live import clock
from live.metrics import names, tally
from live.push import messages
from live.push.audience import Audience
from live.push.picture import Picture
from live.push.sets import Sets, SymbolSet
from live.push.status import Status
from live.push.timing import Timing
from live.push.viewer import Viewer


class Delivery:
    def __init__(self, sets: Sets[Viewer], picture: Picture, status: Status, timing: Timing) -> None:
        self._sets = sets
        self._picture = picture
        self._status = status
        self._timing = timing
        self._loop = asyncio.get_running_loop()
        self._lagging: set[Viewer] = set()
        # Frames since they were last told: of the two kinds that go to all of a set, and those written to one alone.
        self._quotes = self._heartbeats = self._own = 0

    def send(self, viewer: Viewer, text: str) -> None:
        if viewer.lagging_since is None:
            self._own += 1
            self._judge(viewer, viewer.line.write(text))

    def quotes(self, symbols: Iterable[str]) -> None:
        """The new quotes of these symbols, as one frame for each set that has any of them."""
        now = clock.now()
        for watched, changed in self._sets.touched(symbols).items():
            watched.seq += 1
            text = messages.quotes(now, watched.seq, [self._picture.text(symbol) for symbol in changed])
            self._quotes += self._to_live(watched, text)

    def heartbeat(self) -> None:
        now = clock.now()
        for watched in self._sets:
            self._heartbeats += self._to_live(watched, messages.heartbeat(now, watched.seq))

    def snapshot(self, viewer: Viewer) -> None:
        """All that is known of the viewer's set; from here on it takes what follows."""
        watched = self._sets.of(viewer)
        if watched is not None:
            self._go_live(viewer, watched)
            self.send(viewer, self._snapshot_of(watched))

    def snapshots(self, only_new: bool = False) -> None:
        """The same for every viewer whose set has been read; with `only_new`, for those that had none yet."""
        for watched in self._sets:
            takers = [viewer for viewer in watched.viewers if viewer.joined and not (only_new and viewer.live)]
            if takers:
                text = self._snapshot_of(watched)
                for viewer in takers:
                    self._go_live(viewer, watched)
                    self.send(viewer, text)

    def status(self, viewer: Viewer, live: bool) -> None:
        self.send(viewer, self._status.text(clock.now(), live))

    def status_if_due(self, live: bool) -> None:
        if self._status.due(live, self._loop.time()):
            text = self._status.text(clock.now(), live)
            self._status.told(live, self._loop.time())
            for viewer in self._sets.viewers():
                self.send(viewer, text)

    def tend_lagging(self, live: bool) -> None:
        """A viewer that has drained starts afresh; one that has not for too long is dropped."""
        for viewer in list(self._lagging):
            watched = self._sets.of(viewer)
            if watched is None:
                self._lagging.discard(viewer)
            elif viewer.lagging_since is not None and not viewer.line.backlog():
                self._lagging.discard(viewer)
                viewer.lagging_since = watched.audience = None
                self.status(viewer, live)
                if viewer.live:
                    self.snapshot(viewer)
            elif viewer.lagging_since is not None and self._too_late(viewer.lagging_since):
                self._lagging.discard(viewer)
                viewer.line.abort()
                tally.count(names.SLOW_DROPPED)

    def account(self) -> int:
        """Count what was written since the last time, for the metrics; gives how many lag."""
        for kind, frames in (("quotes", self._quotes), ("heartbeat", self._heartbeats), ("own", self._own)):
            tally.count(names.DELIVERIES, kind, by=frames)
        self._quotes = self._heartbeats = self._own = 0
        return len(self._lagging)

    def _too_late(self, since: float) -> bool:
        return self._loop.time() - since > self._timing.lag_seconds

    def _to_live(self, watched: SymbolSet[Viewer], text: str) -> int:
        """Gives to how many it was written."""
        audience = Audience.of(watched)
        size = audience.size
        for viewer, unsent in audience.write(text):
            self._judge(viewer, unsent)
        return size

    def _judge(self, viewer: Viewer, unsent: int) -> None:
        """Who has too much unsent gets nothing more until it has drained."""
        if unsent > self._timing.lag_bytes:
            viewer.lagging_since = self._loop.time()
            self._lagging.add(viewer)
            tally.count(names.SLOW_MARKED)
            watched = self._sets.of(viewer)
            if watched is not None:
                watched.audience = None

    @staticmethod
    def _go_live(viewer: Viewer, watched: SymbolSet[Viewer]) -> None:
        if not viewer.live:
            viewer.live = True
            watched.audience = None

    def _snapshot_of(self, watched: SymbolSet[Viewer]) -> str:
        now = clock.now()
        return messages.snapshot(now, watched.seq, self._picture.texts(watched.known, now), watched.unknown)
