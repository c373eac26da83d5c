"""Keeps the calendars of the exchanges that the catalogue's tickers trade on, as the database's own."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from live.models import ExchangeCalendar
from live.polling.exchanges import exchange_of
from tickers.models import Ticker

# A calendar is asked for again after so long, answered or not.
EVERY = timedelta(days=1)
# The days that are kept to both sides of today. Ahead, so that a month without an answer does no harm.
BACK, AHEAD = timedelta(days=14), timedelta(days=30)
# One exchange takes 0.1 s, and pandas 0.5 s to load.
LONGEST = 60

log = logging.getLogger(__name__)


def refresh(now: datetime) -> list[str]:
    """Ask for the calendars that are due, and keep what is answered; what is not leaves what was there.

    Gives the codes that were written.
    """
    due = _due(now)
    if not due:
        return []
    told = _ask(due, now)
    for code in due:
        new = {"asked_at": now} | ({"days": told[code]} if code in told else {})
        ExchangeCalendar.objects.update_or_create(exchange=code, defaults=new)
    return sorted(told)


def traded_on() -> set[str]:
    """The codes of the exchanges of all active tickers."""
    active = Ticker.objects.filter(active=True)
    names = active.order_by().values_list("exchange", flat=True).distinct()
    # A symbol of the listing has no dot; with one it may say more than its exchange's name.
    abroad = active.filter(symbol__contains=".").values_list("symbol", "exchange")
    return {exchange_of(symbol, name).code for symbol, name in [*(("", name) for name in names), *abroad]}


def _due(now: datetime) -> list[str]:
    asked = dict(ExchangeCalendar.objects.values_list("exchange", "asked_at"))
    # A clock that was set back makes it due as well.
    return sorted(code for code in traded_on() if code not in asked or not asked[code] <= now < asked[code] + EVERY)


def _ask(codes: Iterable[str], now: datetime) -> dict[str, Any]:
    first, last = (now - BACK).date().isoformat(), (now + AHEAD).date().isoformat()
    command = [sys.executable, "-m", "live.polling.calendars", first, last, *codes]
    try:
        asked = subprocess.run(
            command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=LONGEST, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        log.warning("exchange calendars cannot be read, regular hours are used: %s", said[-1] if said else error)
        return {}
    found: dict[str, Any] = json.loads(asked.stdout)
    for code in codes:
        if code not in found:
            log.warning("the calendar of %s is not known from %s on, regular hours are used", code, first)
    return found
