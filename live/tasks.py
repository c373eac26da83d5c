"""The Celery tasks, thin: each builds the real parts and calls its flow."""

import logging
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec

from celery import shared_task
from celery.signals import worker_process_shutdown, worker_shutdown
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from redis import RedisError

from live import calendars, clock, forecasts, listing_schedule, trading_hours
from live.board import kept
from live.insight import history, intraday
from live.insight.gather import gather
from live.listing import sync_listing
from live.metrics import reporter
from live.metrics.tasks import a_task_came_to
from live.polling import connection, latest, ledger
from live.polling.holds import OF_WHATEVER_WAS_ASKED
from live.polling.poll import poll
from live.polling.spending import BudgetSpent, Purpose
from live.providers.errors import ProviderError
from live.worker import close, worker

P = ParamSpec("P")

log = logging.getLogger(__name__)


def left_out_when_away(words: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """For a task that can do nothing without Redis or the database: the log says so in `words`, and the next one tries
    again. Of Redis each time, for without it hardly a task arrives; of the database once, and once when it is back."""

    def guard(task: Callable[P, None]) -> Callable[P, None]:
        away = False

        @wraps(task)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            nonlocal away
            try:
                task(*args, **kwargs)
            except RedisError as error:
                a_task_came_to("left_out")
                log.warning("Redis is away, %s: %s", words, error)
            except (InterfaceError, OperationalError) as error:
                a_task_came_to("failed")
                if not away:
                    log.warning("the database fails, %s: %s", words, error)
                away = True
            else:
                if away:
                    log.info("the database works again; until now %s", words)
                away = False

        return guarded

    return guard


@shared_task(name="live.poll")
@left_out_when_away("no prices are asked for")
def poll_prices() -> None:
    """Ask for the prices that are due, keep them and push them."""
    here = worker()
    here.run(poll(here.polling()))


@shared_task(name="live.snapshot")
@left_out_when_away("no quotes are copied to the database")
def snapshot_quotes() -> None:
    """Copy the watched symbols' quotes to the database."""
    here = worker()
    here.run(here.snapshot())


@shared_task(name="live.gather")
@left_out_when_away("no facts and history are asked for")
def gather_insight() -> None:
    """Fetch a few of the company facts and histories that watched symbols lack."""
    here = worker()
    parts = here.gathering()
    if parts is not None:
        here.run(gather(parts))


@shared_task(name="live.forecasts")
@left_out_when_away("no outlooks are made")
def make_outlooks() -> None:
    """Make the outlooks that watched symbols lack, from their bars."""
    here = worker()
    here.run(forecasts.make_outlooks(here))


@shared_task(name="live.ranges")
@left_out_when_away("likely ranges stay as they are")
def move_ranges() -> None:
    """Let the likely ranges that somebody follows move with the price."""
    here = worker()
    here.run(forecasts.move_ranges(here))


@shared_task(name="live.rank")
@left_out_when_away("the board keeps its places")
def rank() -> None:
    """Place every company by its market value."""
    kept.refresh(latest.client(), connection.keys(), settings.PLAN, clock.now())


@shared_task(name="live.sync_listing")
@left_out_when_away("the catalogue is unchanged")
def sync_catalogue(*, scheduled: bool = False) -> None:
    """Load the provider's listing into the catalogue: at once, or when it is due if a schedule asks."""
    here = worker()
    if here.client is None:
        return  # no provider has a listing; one can be loaded from a file
    if scheduled and not listing_schedule.is_due(here.plan, clock.now()):
        return
    try:
        counts = here.run(sync_listing(here.client, partial(here.budget.take_one, Purpose.LISTING)))
    except BudgetSpent as spent:
        log.warning("the catalogue is unchanged: %s", spent)
    except ProviderError as error:
        log.warning("the catalogue is unchanged: %s %s", error, error.evidence)
        if error.refusal in OF_WHATEVER_WAS_ASKED:
            here.run(here.budget.holds.hold(error.refusal))
        listing_schedule.remember(here.plan, clock.now(), loaded=False, outcome=str(error))
    else:
        log.info("the catalogue is loaded: %s", counts)
        listing_schedule.remember(here.plan, clock.now(), loaded=True, outcome=str(counts))


@shared_task(name="live.calendars")
def refresh_calendars() -> None:
    """Ask for the exchange calendars that are due. A market that never closes needs none."""
    if trading_hours.always_open():
        return
    written = calendars.refresh(clock.now())
    if written:
        log.info("exchange calendars are up to date: %s", ", ".join(written))


@shared_task(name="live.clean")
def clean() -> None:
    """Delete expired sessions, counted requests that no window counts any more, and history that is too old."""
    call_command("clearsessions")
    now = clock.now()
    ledger.forget_spent(now)
    history.forget(now)
    intraday.forget(now)


@worker_process_shutdown.connect
@worker_shutdown.connect
def end(**_: Any) -> None:
    """A worker that ends in good order leaves the last prices in the database."""
    close()
    reporter.end()
