"""`manage.py sync_tickers`: the catalogue as the provider lists it, or as a file does."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from redis import RedisError

from live import clock
from live.alphavantage.client import AlphaVantage
from live.alphavantage.plans import Plan
from live.listing import Progress, load_listing, sync_listing
from live.polling import connection, ledger
from live.polling.budget import Budget
from live.polling.spending import BudgetSpent, Purpose
from live.providers.errors import ProviderError
from tickers.catalogue import Counts

# The bar's width on a terminal; characters.
BAR = 30


class Command(BaseCommand):
    help = "Brings the catalogue in line with the provider's listing, for one of the plan's requests, or with a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="a listing as CSV, in place of asking the provider")

    def handle(self, *_: Any, file: Path | None, **__: Any) -> None:
        progress = self._draw if self.stdout.isatty() else None
        try:
            counts = _from_file(file, progress) if file else asyncio.run(_from_provider(progress))
        except (OSError, ValueError, ProviderError, BudgetSpent) as refusal:
            raise CommandError(f"The catalogue is unchanged. {refusal}") from None
        except RedisError as error:
            raise CommandError(f"The catalogue is unchanged. Without Redis no request is counted: {error}") from None
        except DatabaseError as error:
            raise CommandError(f"The catalogue is unchanged. The database refused: {error}") from None
        self.stdout.write(f"{counts}.")

    def _draw(self, done: int, total: int) -> None:
        filled = BAR * done // total
        end = "\n" if done == total else ""
        self.stdout.write(f"\r[{'█' * filled}{'·' * (BAR - filled)}] {done:,} of {total:,} written", ending=end)
        self.stdout.flush()


def _from_file(path: Path, progress: Progress | None) -> Counts:
    with path.open("rb") as file:
        return load_listing(file, progress)


async def _from_provider(progress: Progress | None) -> Counts:
    plan = settings.PLAN
    if not isinstance(plan, Plan):
        raise CommandError(f"{plan.title} gives no listing: name a file with --file.")
    client = AlphaVantage(settings.ALPHAVANTAGE_BASE_URL, settings.ALPHAVANTAGE_API_KEY, plan)
    redis = connection.for_loop()
    budget = Budget(redis, connection.keys(), plan, clock.installed(), ledger.ledger(plan.source))
    try:
        return await sync_listing(client, partial(budget.take_one, Purpose.LISTING), progress)
    finally:
        await client.aclose()
        await redis.aclose()
