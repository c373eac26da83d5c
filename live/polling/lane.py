"""One provider in one poll: what is due of it is claimed and sent, and each answer becomes a quote or a failure.

There is no retry: the next tick is the retry. Whoever polls says when to look, and keeps and publishes what has come.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from live.polling import asked as asking
from live.polling import blame, fallback, store
from live.polling.exchanges import exchange_of
from live.polling.holds import PROVIDER_WIDE
from live.polling.judge import brought_news, can_be, closed_only, day_reading, failed, quote_of
from live.polling.known import Known
from live.polling.parts import Parts
from live.polling.planner import Outlook
from live.polling.requests import NO_NEWS, Asked, Request, Watched
from live.polling.spare import Room
from live.polling.spending import Purpose, Spent, Ticket
from live.polling.standing import Standing
from live.polling.standing_in import needs_another, would_be_shown
from live.polling.under_way import UnderWay
from live.providers.errors import ProviderError, Refusal, Unanswered
from live.providers.provider import Function, Plan
from live.providers.series import Series
from live.quotes import Quote, Reading

log = logging.getLogger(__name__)

NOBODY: frozenset[str] = frozenset()

# In this order requests are granted; the second are first prices of picks for which there is no place.
STAGES = ((Purpose.NEWCOMER, False), (Purpose.NEWCOMER, True), (Purpose.REFRESH, False), (Purpose.SPARE, False))


@dataclass
class Lane:
    """`plan` is the one that is asked for: as set, or what it fell back to. `answered` and `series` are what came and
    was not yet taken away. `left_over` are the symbols of this look that somebody else is to be asked for; one that
    `hangs` is asked for nothing more, and leaves its first prices over."""

    parts: Parts
    plan: Plan
    outlook: Outlook
    known: Known
    standing: Standing
    under_way: UnderWay = field(default_factory=UnderWay)
    answered: list[Quote] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    outcomes: dict[str, Asked] = field(default_factory=dict)
    left_over: frozenset[str] = frozenset()
    hangs: bool = False

    @classmethod
    async def begin(cls, parts: Parts, told: Mapping[str, Any] | None) -> Self:
        """`told` is what people were told last of this provider."""
        plan = await fallback.read(parts.redis, parts.keys, parts.plan)
        lane = cls(parts, plan, Outlook(parts.now(), [], plan), Known(parts), Standing.since(parts, told))
        lane.standing.spent(await parts.budget.take(0, Purpose.REFRESH))
        lane.standing.held = await parts.budget.holds.held()
        return lane

    async def start_what_is_due(
        self,
        among: frozenset[str] | None = None,
        before: Sequence[Self] = (),
        elsewhere: frozenset[str] = NOBODY,
        *,
        several: bool = False,
    ) -> None:
        """Look, and ask for what is due: of `among`, which the providers `before` this one leave over; None is all.

        What is awaited `elsewhere` is not asked for here: a symbol is asked of one provider at a time. With `several`
        what is to be asked of the next one is found out too.
        """
        await self.under_way.account(self.parts)
        restored = await self._restore()
        now, watched = self.parts.now(), await self.known.look()
        mine = [w for w in watched if among is None or (w.symbol in among and self._stands_in(w))]
        reached = [w for w in mine if self._knows(w.symbol) and self._would_be_shown(w, before, now)]
        # While its answer is awaited, however long that takes, a symbol counts as asked for just now.
        busy = self.under_way.symbols | elsewhere
        self.outlook = Outlook(now, [_asked_now(w, now) if w.symbol in busy else w for w in reached], self.plan)
        if restored:
            # Whoever watches was told that nothing is known: what the database had kept is news to them.
            everyone = (*self.outlook.watched, *self.outlook.spare)
            self.answered += [watched.quote for watched in everyone if watched.quote]
        full, spent_today = await self._take_and_start(now)
        self.standing.spent_today = spent_today
        if several:
            self.standing.held = await self.parts.budget.holds.held()
            held = spent_today or self.standing.is_held(now)
            unreached = {w.symbol for w in mine} - {w.symbol for w in reached}
            self.left_over = frozenset(unreached) | {
                w.symbol
                for w in reached
                if w.symbol not in self.under_way.symbols
                and needs_another(
                    self.known[w.symbol], self.outlook.next_due(self.known[w.symbol]), now, held=held, full=full
                )
            }

    async def _take_and_start(self, now: datetime) -> tuple[bool, bool]:
        """Ask for what is due and may be asked; gives whether nothing is left for a first price, and whether the day's
        requests are used up."""
        full, spent_today = self.hangs, False
        requests, limits = self.outlook.requests(), self.plan.limits
        for purpose, waits in STAGES:
            some = [request for request in requests if request.purpose is purpose and request.waits is waits]
            some = some[: self._may_be_sent()]
            if not some:
                continue
            room = self.outlook.room_of_who_waits if waits else self._room(purpose)
            spent = await self.parts.budget.take(len(some), purpose, room)
            self.standing.spent(spent)
            await self._start(list(zip(some, spent.tickets, strict=False)), spent)
            if spent.granted < len(some):
                if self.standing.held:  # as it was when this poll began
                    self.standing.held = await self.parts.budget.holds.held()
                self.standing.waits()
            if spent.granted < len(some) and waits:
                # Nobody else is asked for these, and what all others leave is theirs before it is a board's.
                rest = [replace(request, newcomer=False, spare=True, waits=False) for request in some[spent.granted :]]
                requests = [*rest, *requests]
            elif spent.granted < len(some):
                requests = [request for request in requests if not request.spare]
                # One that comes a second later is no reason to ask somebody else.
                if spent.second < limits.per_second and purpose is not Purpose.SPARE:
                    spent_today = spent_today or limits.per_day is not None
                    full = full or purpose is Purpose.NEWCOMER
        return full, spent_today

    def _room(self, purpose: Purpose) -> Room | None:
        """What this purpose may have of a minute, where that is not all that is left."""
        if purpose is Purpose.SPARE:
            return self.outlook.room
        return self.outlook.room_of_first_prices if purpose is Purpose.NEWCOMER else None

    def _may_be_sent(self) -> int:
        return 0 if self.hangs else self.under_way.may_be_sent(self.plan.limits.per_second)

    def _knows(self, symbol: str) -> bool:
        return self.plan.knows(exchange_of(symbol, self.known.listed[symbol].exchange).code)

    def _would_be_shown(self, watched: Watched, before: Sequence[Self], now: datetime) -> bool:
        quotes = (lane.known.quote(watched.symbol) for lane in before)
        return would_be_shown(self.plan, watched.hours, quotes, now)

    @staticmethod
    def _stands_in(watched: Watched) -> bool:
        """What was picked in the last days and nobody looks at is renewed by the first provider alone."""
        return watched.viewers > 0

    async def _start(self, granted: Sequence[tuple[Request, Ticket]], spent: Spent) -> None:
        """Claim what these ask for, in one round trip, and send them."""
        if not granted:
            return
        parts, now = self.parts, self.parts.now()
        symbols = [symbol for request, _ in granted for symbol in request.symbols]
        claimed = set(await asking.claim(parts.redis, parts.keys, symbols, now, self.plan.poll_seconds))
        for request, ticket in granted:
            self._send(request, [symbol for symbol in request.symbols if symbol in claimed], ticket, spent, now)

    def _send(self, request: Request, mine: Sequence[str], ticket: Ticket, spent: Spent, now: datetime) -> None:
        doubted_since = blame.doubted_since(self.known[request.symbols[0]], now)
        for symbol in request.symbols:
            before = self.known[symbol].asked
            self.known.update(symbol, asked=replace(before, at=now) if before else Asked(now))
        if not mine:
            self.under_way.never_sent(ticket)
            return
        asked = self._ask(replace(request, symbols=tuple(mine)), self.plan, now, spent, doubted_since)
        self.under_way.send(asked, mine, ticket, [symbol for symbol in mine if self.known[symbol].pressed])

    async def _ask(self, request: Request, plan: Plan, at: datetime, spent: Spent, doubted_since: datetime) -> None:
        try:
            readings = await self._readings(request, plan)
        except ProviderError as error:
            everyone = (self.known[one.symbol] for one in (*self.outlook.watched, *self.outlook.spare))
            answered = blame.others_were_answered(request, everyone, doubted_since)
            alone = error.refusal is Refusal.UNREACHABLE and answered
            await self._refused(request, plan, at, error, spent, alone)
            if spent.probe and error.refusal is Refusal.UNKNOWN_SYMBOL:
                await self.parts.budget.holds.answered(spent.at)  # it answers again, if only to say no
        else:
            if spent.probe:
                await self.parts.budget.holds.answered(spent.at)
            self.standing.answers()
            for symbol in request.symbols:
                self._answered(symbol, readings.get(symbol), at)

    async def _readings(self, request: Request, plan: Plan) -> Mapping[str, Reading]:
        provider, symbol = self.parts.provider, request.symbols[0]
        match request.function:
            case Function.BULK:
                return await provider.bulk_quotes(request.symbols)
            case Function.DAILY:
                series = await provider.daily(symbol)
                self.series.append(series)
                here = self.known[symbol].hours
                return {symbol: day_reading(closed_only(series, here, self.parts.now()))}
            case Function.QUOTE:
                return {symbol: await provider.quote(symbol, plan.entitlement)}
        raise AssertionError(f"{request.function} brings no price")

    def _answered(self, symbol: str, reading: Reading | None, at: datetime) -> None:
        # Judged by when it was asked for, as the planner does: an answer that comes just after the close was settled
        # may be from just before.
        watched = self.known[symbol]
        failures = watched.asked.failures if watched.asked else 0
        if reading is None or not can_be(reading, watched.hours, at):
            self._failed(symbol, Asked(at, failures + 1, why=Refusal.BAD_ANSWER.value), alone=True)
            return
        news = brought_news(reading, watched.hours, self.plan, at)
        outcome = Asked(at) if news else Asked(at, failures + 1, why=NO_NEWS)
        quote = quote_of(reading, self.known.listed[symbol], watched.hours, self.plan, at)
        self.known.update(symbol, quote=quote, asked=outcome)
        self.outcomes[symbol] = outcome
        self.answered.append(replace(quote, next_due_at=self.outlook.next_due(self.known[symbol])))

    async def _refused(
        self, request: Request, plan: Plan, at: datetime, error: ProviderError, spent: Spent, alone: bool
    ) -> None:
        if error.refusal is Refusal.NOT_ENTITLED and (lower := plan.lower()):
            await self._fall_back(plan, lower, error)
            return
        everyone_s = error.refusal in PROVIDER_WIDE and not alone
        if everyone_s:
            await self.parts.budget.holds.hold(error.refusal, spent.at, may_arrive=isinstance(error, Unanswered))
        for symbol in request.symbols:
            asked = self.known[symbol].asked
            failures = asked.failures if asked else 0
            # A refusal that concerns everyone is waited for by everyone: it is no failure of this symbol's.
            why = asked.why if asked else ""
            if not everyone_s:
                failures, why = failures + 1, error.refusal.value
            outcome = Asked(at, failures, error.refusal is Refusal.UNKNOWN_SYMBOL, why)
            self._failed(symbol, outcome, alone=not everyone_s)
        asked_for = (self.known[watched.symbol].asked for watched in self.outlook.watched)
        if not alone and not blame.concerns_symbols_alone(error.refusal, asked_for):
            self.standing.refuses(error)

    async def _fall_back(self, plan: Plan, lower: Plan, error: ProviderError) -> None:
        """Ask for what the plan has from now on; said once, by the first of the requests that were under way."""
        if plan == self.plan:
            self.plan = lower
            log.warning("%s (%s)", fallback.words(self.parts.plan, lower), error.evidence or error)
            await fallback.write(self.parts.redis, self.parts.keys, self.parts.plan, lower)

    def _failed(self, symbol: str, outcome: Asked, *, alone: bool) -> None:
        self.known.update(symbol, asked=outcome)
        self.outcomes[symbol] = outcome
        watched = self.known[symbol]
        self.answered.append(failed(watched.quote, symbol, self.plan, self.outlook.next_due(watched), alone=alone))

    async def keep(self) -> list[Quote]:
        """Save what has come since; gives what is held of those symbols afterwards."""
        parts = self.parts
        quotes, self.answered = self.answered, []
        outcomes, self.outcomes = self.outcomes, {}
        await asking.write(parts.redis, parts.keys, outcomes)
        held = await store.save(parts.redis, parts.keys, quotes, parts.now())
        for quote in held:
            self.known.update(quote.symbol, quote=quote)
        return held

    async def _restore(self) -> bool:
        """Put back what the database kept, if Redis is new or has lost everything: it is better than nothing."""
        parts = self.parts
        if await store.is_restored(parts.redis, parts.keys):
            return False
        await store.restore(parts.redis, parts.keys, list((await parts.snapshot()).values()), parts.now())
        return True


def _asked_now(watched: Watched, now: datetime) -> Watched:
    return replace(watched, asked=replace(watched.asked or Asked(now), at=now))
