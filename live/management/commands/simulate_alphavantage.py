"""`python manage.py simulate_alphavantage`: serves the simulated provider until it is told to stop."""

import asyncio
import errno
import logging
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.db.models import QuerySet

from live import clock
from live.alphavantage.plans import Plan
from live.alphavantage.simulator import grant
from live.alphavantage.simulator.companies import EXCHANGES, Listed
from live.alphavantage.simulator.faults import Fault, Faults, Kind
from live.alphavantage.simulator.grant import Grant
from live.alphavantage.simulator.prices import Market
from live.alphavantage.simulator.provider import Provider
from live.alphavantage.simulator.server import serve
from live.alphavantage.simulator.sessions import Calendar, Hours
from live.polling.hours import NEW_YORK_EARLY_CLOSES, NEW_YORK_HOLIDAYS
from tickers.models import Ticker

# Two requests sent a second apart may arrive this much closer together; real seconds.
JITTER = 0.05

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Serve a simulated Alpha Vantage: the same requests, answers, refusals and limits, made-up prices."
    requires_system_checks = []  # noqa: RUF012 - Django reads it so; nothing of the site is used

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8081, help="8081 unless told; 0 is any free one")
        parser.add_argument("--host", default="127.0.0.1", help="only this machine unless told: 127.0.0.1")
        parser.add_argument("--plan", choices=grant.NAMES, help="what the key may do; the settings' plan unless told")
        parser.add_argument("--seed", type=int, default=7, help="another seed is another market")
        parser.add_argument("--hours", choices=list(Hours), default=settings.SIMULATOR_HOURS)
        parser.add_argument(
            "--fault",
            type=_fault,
            action="append",
            default=[],
            help=f"a kind ({', '.join(Kind)}) and any of function= symbols= times= seconds=, such as "
            "'slow seconds=3 symbols=AAPL,MSFT'; may be given more than once",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        granted = Grant.named(options["plan"]) if options["plan"] else Grant.of(_plan())
        provider = Provider(
            Market(options["seed"], Calendar(Hours(options["hours"]), NEW_YORK_HOLIDAYS, NEW_YORK_EARLY_CLOSES)),
            TickerCatalogue(),
            granted,
            Faults(options["fault"]),
            slack=JITTER * clock.installed().speed,
        )
        host, port = options["host"], options["port"]
        try:
            asyncio.run(serve(provider, host, port, lambda url: self._say(f"simulator: plan {granted}, on {url}")))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"simulator: port {port} is in use; choose another with --port") from None
            raise CommandError(f"simulator: cannot listen on {host}:{port}: {error.strerror}") from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _fault(text: str) -> Fault:
    try:
        return Fault.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


class TickerCatalogue:
    """The product's own catalogue as the listing, so that to synchronise with it changes nothing.

    Read anew at each call. A database that is away, or has no table yet, is an empty one.
    """

    def __init__(self) -> None:
        self._away = False

    def listed(self, *, active: bool) -> list[Listed]:
        return self._read(Ticker.objects.filter(active=active, exchange__in=EXCHANGES).order_by("symbol"))

    def find(self, symbol: str) -> Listed | None:
        return next(iter(self._read(Ticker.objects.filter(symbol=symbol))), None)

    def _read(self, tickers: QuerySet[Ticker]) -> list[Listed]:
        close_old_connections()
        try:
            found = [_listed(ticker) for ticker in tickers.iterator()]
        except DatabaseError as error:
            if not self._away:
                log.warning("the catalogue cannot be read, so the listing is empty: %s", error)
            self._away = True
            return []
        if self._away:
            log.warning("the catalogue can be read again")
        self._away = False
        return found


def _listed(ticker: Ticker) -> Listed:
    return Listed(
        ticker.symbol,
        ticker.name,
        ticker.exchange,
        ticker.asset_type,
        ticker.ipo_date,
        ticker.delisting_date,
        ticker.shares_outstanding,
    )


def _plan() -> Plan:
    """The settings' plan, or without one what a key that nothing is said of has."""
    return settings.PLAN if isinstance(settings.PLAN, Plan) else Plan.chosen(key="")
