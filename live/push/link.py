"""The hub's link to Redis: its membership of the group, what it reads of the store, and this process's lease.

One task does it all in order, and begins anew, ever more slowly, whenever Redis does not answer.
"""

import asyncio
import contextlib
import json
import logging
import os
import random
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from live.metrics import names, tally
from live.polling import followed, leases
from live.polling.keys import Keys
from live.push.membership import Membership
from live.push.timing import Timing

logger = logging.getLogger(__name__)

# What Redis raises while it is away, frozen, loading or full.
AWAY = (RedisError, OSError, TimeoutError)


class Link:
    """Tells the hub when it has `joined` (the last batch's number, the status if there is one) and `lost` Redis.

    `resync` settles the hub's doubts, raising what Redis raises; `demand` is what to lease (symbol → viewers), first
    what people picked, then what boards show; `follows` the same for those whose likely range somebody follows.
    `tried` is set once the first attempt has ended, well or not.
    """

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        membership: Membership,
        timing: Timing,
        *,
        joined: Callable[[int, Mapping[str, Any] | None], None],
        resync: Callable[[], Awaitable[None]],
        lost: Callable[[], None],
        demand: Callable[[], tuple[dict[str, int], dict[str, int]]],
        follows: Callable[[], dict[str, int]],
    ) -> None:
        self.connected = False
        self.tried = asyncio.Event()
        self._redis = redis
        self._keys = keys
        self._membership = membership
        self._timing = timing
        self._joined, self._resync, self._lost = joined, resync, lost
        self._demand, self._follows = demand, follows
        self._owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._wake = asyncio.Event()
        self._rejoin = False
        self._leased: frozenset[str] = frozenset()
        self._leased_spare: frozenset[str] = frozenset()
        self._leased_follows: frozenset[str] = frozenset()
        self._lease_due = 0.0
        self._told_away = False
        self._task = asyncio.create_task(self._run())

    def wake(self, rejoin: bool = False) -> None:
        """See to the hub's doubts now; `rejoin` when the membership itself may have gone deaf."""
        self._rejoin = self._rejoin or rejoin
        self._wake.set()

    def lease_soon(self, symbols: frozenset[str], spare: bool = False) -> None:
        """Somebody needs these: when any is not leased yet, or only as spare and now picked, lease at once."""
        if not symbols <= (self._leased | self._leased_spare if spare else self._leased):
            self._lease_due = 0.0
            self._wake.set()

    def follow_soon(self, symbols: frozenset[str]) -> None:
        """Somebody follows the likely ranges of these: when any is not leased for that yet, lease at once."""
        if not symbols <= self._leased_follows:
            self._lease_due = 0.0
            self._wake.set()

    async def stop(self) -> None:
        self.tried.set()
        self._task.cancel()
        await asyncio.wait([self._task], timeout=self._timing.redis)
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(self._timing.redis):
                await self._membership.leave()
                await leases.release(self._redis, self._keys, self._owner)
                await leases.release(self._redis, self._keys, followed.owner(self._owner))
        await self._redis.aclose()

    async def _run(self) -> None:
        pause = self._timing.backoff
        while True:
            try:
                await self._join()
                pause = self._timing.backoff
                await self._attend()
            except AWAY as error:
                self._lose(error)
            except Exception:
                logger.exception("the link to Redis failed, and begins anew")
                self._lose(None)
            await self._leave()
            self.tried.set()
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - spreads retries, guards nothing
            pause = min(2 * pause, self._timing.backoff_most)

    async def _join(self) -> None:
        async with asyncio.timeout(self._timing.redis):
            await self._membership.join()
            last, status = await self._redis.mget(self._keys.sequence, self._keys.status)
        self.connected = True
        self._rejoin = False
        self._leased = self._leased_spare = self._leased_follows = frozenset()
        self._lease_due = 0.0
        self._joined(int(last or 0), json.loads(status) if status else None)
        if self._told_away:
            self._told_away = False
            logger.info("Redis answers again: live updates are back")

    async def _attend(self) -> None:
        """See to what comes up, until a new membership is wanted. Raises what Redis raises."""
        loop = asyncio.get_running_loop()
        while not self._rejoin:
            await self._resync()
            self.tried.set()
            if loop.time() >= self._lease_due:
                # Before, not after: who needs more while it is being written makes it due again.
                self._lease_due = loop.time() + self._timing.lease
                await self._lease()
            elif await self._lost_lease():
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(self._timing.ping, self._timing.lease)):
                    await self._wake.wait()
                # Others that come within a moment go into the same lease and the same reading.
                await asyncio.sleep(self._timing.gather)
            self._wake.clear()

    async def _lost_lease(self) -> bool:
        """Whether Redis, which answers, has forgotten the lease: then it is due now. Raises what Redis raises."""
        async with asyncio.timeout(self._timing.redis):
            held = await leases.is_held(self._redis, self._keys, self._owner)
        if held or not self._leased | self._leased_spare:
            return False
        self._lease_due = 0.0
        return True

    async def _lease(self) -> None:
        picked, spare = self._demand()
        async with asyncio.timeout(self._timing.redis):
            await leases.hold(self._redis, self._keys, self._owner, picked, self._timing.lease_expires, spare)
        self._leased, self._leased_spare = frozenset(picked), frozenset(spare)
        await self._lease_follows()

    async def _lease_follows(self) -> None:
        follows, owner = self._follows(), followed.owner(self._owner)
        if follows or self._leased_follows:
            async with asyncio.timeout(self._timing.redis):
                await leases.hold(self._redis, self._keys, owner, follows, self._timing.lease_expires)
        self._leased_follows = frozenset(follows)

    async def _leave(self) -> None:
        self.connected = False
        with contextlib.suppress(*AWAY):
            async with asyncio.timeout(self._timing.redis):
                await self._membership.leave()

    def _lose(self, error: Exception | None) -> None:
        self.connected = False
        if error is not None and not self._told_away:
            self._told_away = True
            words = str(error) or type(error).__name__
            logger.warning("Redis is away (%s): pages stay open without live updates", words)
            tally.count(names.REDIS_LOSSES)
        self._lost()
