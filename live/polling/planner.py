"""Which requests to make now. Pure: what is watched, held and known goes in, requests come out.

A request is made only when it can bring something new. A first price comes before any refresh. What can be asked for
is divided by the square-root rule (`shares`), and packed where a request takes many symbols. How many requests are
really made is for the budget to say.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from heapq import nsmallest
from math import ceil

from live.polling.market import Market, opens_next
from live.polling.pace import refreshes_a_second, requests_a_second
from live.polling.pauses import pause
from live.polling.requests import BULK_SYMBOLS, LONG_AGO, Request, Watched
from live.polling.scouts import after_a_scout, shows
from live.polling.shares import LONGEST_TURN, rates
from live.polling.spare import NEWCOMERS_A_MINUTE, Room, oldest_first, room
from live.providers.provider import Function, Plan

# A request that nobody's turn has come for goes to who has waited for this much of a turn: what is not used of a window
# is lost, and turns that only ever come late would leave some of each minute unused.
NEARLY_DUE = 0.9
# A price for which nothing is left while picks need all is told as due again after this.
NOTHING_LEFT = timedelta(hours=1)


class Outlook:
    """What is to be asked for at `now`, and when each symbol's turn comes next."""

    def __init__(self, now: datetime, watched: Sequence[Watched], plan: Plan) -> None:
        self.now, self.plan = now, plan
        self.watched = [w for w in watched if not w.spare]
        self.spare = [w for w in watched if w.spare]
        self._least = timedelta(seconds=plan.poll_seconds)
        self._by_hours = _by_hours(self.watched)
        self._spare_by_hours = _by_hours(self.spare)
        somebody = {key: some[0] for key, some in (*self._by_hours.items(), *self._spare_by_hours.items())}
        self._markets = {key: Market.at(now, one.hours, plan) for key, one in somebody.items()}

    @cached_property
    def intervals(self) -> dict[int, timedelta]:
        """The time between two requests for a symbol that trades now, by its number of viewers."""
        moving = [some for key, some in self._by_hours.items() if self._markets[key].moving]
        viewers = [w.viewers or 1 for some in moving for w in some]
        shared = rates(viewers, refreshes_a_second(self.plan), 1 / self.plan.poll_seconds)
        return {count: timedelta(seconds=1 / rate) for count, rate in shared.items()}

    @cached_property
    def _turns(self) -> dict[int, timedelta]:
        """By which the waits of symbols are compared. Closing prices come once a day at the most: of their turns only
        the proportions count, when there are more of them than requests."""
        if self.plan.entitlement != "end_of_day":
            return self.intervals
        shared = rates((w.viewers or 1 for w in self.watched), 1.0, 1.0)
        return {count: timedelta(seconds=1 / rate) for count, rate in shared.items()}

    @property
    def _most(self) -> int:
        """More symbols than these are not told while prices move: no look is granted more than a second's requests,
        and the next one plans anew."""
        if self.plan.entitlement == "end_of_day":
            return len(self.watched) + len(self.spare)
        return self.plan.limits.per_second * (BULK_SYMBOLS if self.plan.bulk else 1)

    def interval(self, watched: Watched) -> timedelta:
        return self._spare_interval if watched.spare else self.intervals.get(watched.viewers or 1, self._least)

    @cached_property
    def room(self) -> Room:
        """What picks leave for spare symbols."""
        return room(self.now, [(self._markets[key], some) for key, some in self._by_hours.items()], self.plan)

    @property
    def room_of_first_prices(self) -> Room | None:
        """Of many first prices half a minute's requests are the most while newer prices are due: a crowd that picks one
        new ticker after another would make everybody else's old. None where there are not so many."""
        if not self.plan.limits.per_minute or self.plan.limits.per_day:
            return None
        half = int(30 * requests_a_second(self.plan))
        requests, first_prices = self._planned
        due = any(not request.newcomer and not request.spare for request in requests)
        return Room(half) if due and first_prices > half else None

    @property
    def room_of_who_waits(self) -> Room | None:
        """For first prices of picks without a place: of a minute the part that is left to first prices, as far as those
        with a place do not use it; of a limited day what is kept for all."""
        if not self.plan.limits.per_minute or self.plan.limits.per_day:
            return None
        return Room(ceil(60 * requests_a_second(self.plan) * NEWCOMERS_A_MINUTE))

    @cached_property
    def _spare_interval(self) -> timedelta:
        going = sum(len(some) for key, some in self._spare_by_hours.items() if self._markets[key].moving)
        left = self.room.minute / 60 * (BULK_SYMBOLS if self.plan.bulk else 1)
        return max(timedelta(seconds=going / left), self._least) if left else NOTHING_LEFT

    def requests(self) -> list[Request]:
        """The requests that are due, the most urgent first; those for spare symbols alone come last."""
        return list(self._planned[0])

    @cached_property
    def _planned(self) -> tuple[list[Request], int]:
        """These, and how many for first prices are due in all: more than a look may grant are not among them."""
        newcomers: list[Watched] = []
        others: list[Watched] = []
        pressed = [w for w in self.watched if w.pressed]
        for key, some in self._by_hours.items():
            if pressed:
                some = [w for w in some if not w.pressed]
            due = self._due(some, self._markets[key])
            renewed = [w for w in due if w.quote and w.quote.price is not None]
            newcomers += [w for w in due if not w.priced] if len(renewed) < len(due) else []
            if self.plan.entitlement == "end_of_day":
                renewed = list(after_a_scout(renewed, some, self._markets[key], self.now))
            others += renewed
        first_prices = ceil(len(newcomers) / (BULK_SYMBOLS if self.plan.bulk else 1))
        newcomers = nsmallest(self._most, newcomers, key=lambda w: (-w.viewers, w.symbol))
        others = self._in_turn(others)
        due = list(self._spare_due()) if self.spare else []
        # A pick for which there is no place has its first price all the same, or its viewers would never see one.
        # In bulk it rides along, or has a request of its own, as all that is spare.
        waiting = [] if self.plan.bulk else [w for w in due if w.waits and not w.priced]
        spare = nsmallest(self._most, [w for w in due if w.priced or not w.waits] if waiting else due, key=oldest_first)
        now = self._pressed(pressed)
        if self.plan.bulk:
            return now + self._packed(newcomers, others, spare), first_prices
        function = Function.DAILY if self.plan.entitlement == "end_of_day" else Function.QUOTE
        picked = now + [Request(function, (w.symbol,), not w.priced) for w in (*newcomers, *others)]
        first = nsmallest(self._most, waiting, key=oldest_first)
        picked += [Request(function, (w.symbol,), newcomer=True, waits=True) for w in first]
        picked += [Request(function, (w.symbol,), newcomer=False, spare=True) for w in spare]
        return picked, first_prices

    def _pressed(self, pressed: Sequence[Watched]) -> list[Request]:
        """What an operator wants asked for: whatever is known of it, but no oftener than anything is."""
        due = [w for w in pressed if not w.asked or self.now - w.asked.at >= self._least]
        if self.plan.bulk:
            packs = [due[start : start + BULK_SYMBOLS] for start in range(0, len(due), BULK_SYMBOLS)]
            return [Request(Function.BULK, tuple(w.symbol for w in pack), not pack[0].priced) for pack in packs]
        function = Function.DAILY if self.plan.entitlement == "end_of_day" else Function.QUOTE
        return [Request(function, (w.symbol,), not w.priced) for w in due[: self._most]]

    def _due(self, some: Sequence[Watched], market: Market) -> list[Watched]:
        if self.plan.entitlement == "end_of_day":
            return [w for w in some if not shows(w, market) and self._is_due(w)]
        if not market.moving:
            return [w for w in some if self._is_due(w)]
        # The many that trade and answer take one comparison each: there may be thousands, several times a second.
        latest = {
            viewers: self.now - max(self._least, interval * NEARLY_DUE) for viewers, interval in self.intervals.items()
        }
        return [
            w
            for w in some
            if (
                w.asked.at <= latest[w.viewers or 1]
                if w.asked and not w.asked.failures and w.quote and w.quote.price is not None
                else self._is_due(w)
            )
        ]

    def _spare_due(self) -> Iterator[Watched]:
        """What is spare goes round and round as fast as there is room, so the least time is all it waits for; but of a
        close that nobody has seen yet it learns by the picks, or by a scout of its own where there are none."""
        for key, some in self._spare_by_hours.items():
            market, picks = self._markets[key], self._by_hours.get(key, ())
            if self.plan.entitlement == "end_of_day":
                due = [w for w in some if not shows(w, market) and self._is_due(w)]
                yield from (w for w in due if not w.priced)
                renewed = [w for w in due if w.priced]
                if not picks:
                    yield from after_a_scout(renewed, some, market, self.now)
                elif any(shows(w, market) for w in picks):
                    yield from renewed
            elif market.moving:
                latest = self.now - self._least
                yield from (
                    w for w in some if (w.asked.at <= latest if w.asked and not w.asked.failures else self._is_due(w))
                )
            else:
                yield from (w for w in some if self._is_due(w))

    def _is_due(self, watched: Watched) -> bool:
        if watched.asked is None and watched.quote is None:
            return watched.viewers > 0
        at = self.next_due(watched)
        return at is not None and at <= self.now

    def next_due(self, watched: Watched) -> datetime | None:
        """When this symbol is to be asked for: in the past when overdue, None when its sessions are not known."""
        wanted = self._can_change(watched)
        asked = watched.asked
        if wanted is None or asked is None:
            return wanted
        return max(wanted, asked.at + pause(asked, watched.priced, self.plan))

    def _in_turn(self, some: list[Watched]) -> list[Watched]:
        """Who has waited longest, measured in turns of its own, goes first: but before all who is on the floor, since
        its wait is a promise, and many that came together are due together."""
        longest = self._longest_turn
        on_the_floor = {viewers for viewers, turn in self._turns.items() if longest and turn >= longest}
        if not on_the_floor:
            return self._by_turns(some)
        promised = [w for w in some if (w.viewers or 1) in on_the_floor and self._market(w).moving]
        others = [w for w in some if (w.viewers or 1) not in on_the_floor or not self._market(w).moving]
        return (self._by_turns(promised) + self._by_turns(others))[: self._most]

    @property
    def _longest_turn(self) -> timedelta | None:
        """The turn of those on the floor while prices move; a little less, because it is compared."""
        if self.plan.entitlement == "end_of_day":
            return None
        moving = sum(len(some) for key, some in self._by_hours.items() if self._markets[key].moving)
        return max(timedelta(seconds=0.999 * LONGEST_TURN * moving / refreshes_a_second(self.plan)), 2 * self._least)

    def _by_turns(self, some: list[Watched]) -> list[Watched]:
        turns, least, now = self._turns, self._least, self.now
        if all(turn == least for turn in turns.values()):
            return nsmallest(self._most, some, key=lambda w: w.asked.at if w.asked else LONG_AGO)
        return nsmallest(
            self._most,
            some,
            key=lambda w: (w.asked.at - now) / turns.get(w.viewers or 1, least) if w.asked else float("-inf"),
        )

    def _packed(self, newcomers: list[Watched], others: list[Watched], spare: list[Watched]) -> list[Request]:
        """Bulk requests of up to 100. A request that is not full is made for newcomers, for a majority that is due
        together, or for one that has waited twice its time; a latecomer waits for the majority once, and from then on
        goes with it. Spare symbols fill it up; what is left of them has requests of its own by the same rules."""
        picked = self._packs(newcomers + others, self.watched, len(newcomers))
        if picked:
            free = BULK_SYMBOLS - len(picked[-1])
            picked[-1] += spare[:free]
            spare = spare[free:]
        requests = [Request(Function.BULK, tuple(w.symbol for w in pack), not pack[0].priced) for pack in picked]
        fresh = sum(not w.priced for w in spare)
        return requests + [
            Request(Function.BULK, tuple(w.symbol for w in pack), newcomer=False, spare=True)
            for pack in self._packs(spare, self.spare, fresh)
        ]

    def _packs(self, queue: list[Watched], among: Sequence[Watched], newcomers: int) -> list[list[Watched]]:
        full = len(queue) - len(queue) % BULK_SYMBOLS
        rest = queue[full:]
        if rest and not (full < newcomers or self._a_majority(rest, among) or self._waited_twice(rest)):
            queue = queue[:full]
        return [queue[start : start + BULK_SYMBOLS] for start in range(0, len(queue), BULK_SYMBOLS)]

    def _a_majority(self, some: Sequence[Watched], among: Sequence[Watched]) -> bool:
        """Whether these are at least half of those that a request which is not full could ever have."""
        going = sum(w.priced and self._market(w).moving and not (w.asked and w.asked.failures) for w in among)
        return 2 * len(some) >= (going % BULK_SYMBOLS or BULK_SYMBOLS)

    def _waited_twice(self, some: Sequence[Watched]) -> bool:
        return any(w.asked is None or self.now - w.asked.at >= 2 * self.interval(w) for w in some)

    def _can_change(self, watched: Watched) -> datetime | None:
        """The first moment from which on an answer may differ from what is held."""
        quote, market = watched.quote, self._market(watched)
        if quote is None or quote.fetched_at is None or quote.trading_day is None:
            return self.now if watched.viewers else None
        if self.plan.entitlement == "end_of_day":
            if market.last_bar is not None and quote.trading_day < market.last_bar.day:
                return market.last_bar_at
            return market.next_bar_at
        asked_at = watched.asked.at if watched.asked else quote.fetched_at
        if market.moving:
            return asked_at + self.interval(watched)
        if market.settled_at is not None and quote.fetched_at < market.settled_at:
            return market.settled_at
        return opens_next(market, self.plan)

    def _market(self, watched: Watched) -> Market:
        # An answer may come when nobody watches its symbol any more, nor anything else on its exchange.
        return self._markets.get(id(watched.hours)) or Market.at(self.now, watched.hours, self.plan)


def _by_hours(some: Sequence[Watched]) -> dict[int, list[Watched]]:
    grouped: dict[int, list[Watched]] = {}
    for one in some:
        grouped.setdefault(id(one.hours), []).append(one)
    return grouped
