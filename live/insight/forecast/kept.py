"""Forecasts in the database, keyed by source, and the bars that they are made of."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from redis import RedisError

from live.insight.forecast.answer import Basis
from live.insight.forecast.outlook import Outlook
from live.insight.forecast.start import LastBar
from live.models import Bar, Forecast
from live.polling import connection, latest


@dataclass(frozen=True, slots=True)
class Kept:
    """A forecast, the bars that it was made of, and what is told of it without a newer price."""

    bars: str
    basis: Basis
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Newest:
    """The days of the newest daily and weekly bars that are held."""

    daily: date
    weekly: date | None

    def named(self, last_day: date) -> str:
        """A name for the bars up to `last_day`: another name, other bars."""
        return f"{min(self.daily, last_day)} {self.weekly or NO_WEEKLY}"


NO_WEEKLY = "-"


def read(source: str, symbols: Iterable[str]) -> dict[str, Kept]:
    """The forecasts that are held of these symbols; one that cannot be read is as good as none."""
    held = {}
    for row in Forecast.objects.filter(source=source, symbol__in=list(symbols)):
        try:
            outlook = None if row.outlook is None else Outlook.from_json(row.outlook)
        except ValueError:
            continue  # another release wrote it
        last = LastBar(row.last_day, row.last_close)
        held[row.symbol] = Kept(row.bars, Basis(last, outlook, row.refusal), row.answer)
    return held


def told(source: str, symbol: str) -> list[Mapping[str, Any]]:
    """What was told of this symbol: lately, where Redis still has it, and from its last close."""
    keys, held = connection.keys(), None
    with suppress(RedisError):
        held = latest.client().get(keys.forecast(symbol))
    answers = list(Forecast.objects.filter(source=source, symbol=symbol).values_list("answer", flat=True))
    return [json.loads(held), *answers] if held else answers


def keep(source: str, symbol: str, kept: Kept, now: datetime) -> None:
    """Replace what is held of this symbol."""
    basis = kept.basis
    values = {
        "bars": kept.bars,
        "last_day": basis.last.day,
        "last_close": basis.last.close,
        "outlook": basis.outlook.as_json() if basis.outlook else None,
        "refusal": basis.refusal,
        "answer": kept.answer,
        "made_at": now,
    }
    Forecast.objects.update_or_create(source=source, symbol=symbol, defaults=values)


def newest_bars(source: str, symbols: Iterable[str]) -> dict[str, Newest]:
    """Which bars are held of these symbols; those without daily ones are absent."""
    held = Bar.objects.filter(source=source, symbol__in=list(symbols)).order_by()
    found = {
        (symbol, interval): day for symbol, interval, day in held.values_list("symbol", "interval").annotate(Max("day"))
    }
    return {
        symbol: Newest(day, found.get((symbol, Bar.WEEKLY)))
        for (symbol, interval), day in found.items()
        if interval == Bar.DAILY
    }
