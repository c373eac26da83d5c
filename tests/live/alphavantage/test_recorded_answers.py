"""Every recorded answer, offered to the reading of every function: a value, or the right error, never anything else."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from live.alphavantage import bulk_quotes, company, fund, global_quote, time_series
from live.alphavantage.client import AlphaVantage
from live.alphavantage.listing import ListingBody
from live.alphavantage.plans import Plan
from live.providers.errors import (
    BadAnswer,
    Burst,
    DaySpent,
    NotEntitled,
    ProviderError,
    UnknownSymbol,
    Unreachable,
)
from live.providers.json_bodies import JsonBody
from tests.provider_server import Answer, ProviderServer

BULK = ["MSTR", "AAPL", "TSLA", "IBM", "AMD", "BA", "MSFT"]


def json_reading(read: Callable[..., Any]) -> Callable[[bytes, str], Any]:
    def of(payload: bytes, symbol: str) -> Any:
        body = JsonBody(lambda answer: read(answer, symbol))
        body.write(payload)
        return body.result()

    return of


def listing_reading(payload: bytes, symbol: str) -> int:
    file = io.BytesIO()
    body = ListingBody(file)
    body.write(payload)
    body.result()
    return file.tell()


READINGS = {
    "GLOBAL_QUOTE": json_reading(lambda answer, symbol: global_quote.reading(answer, symbol, "delayed")),
    "REALTIME_BULK_QUOTES": json_reading(lambda answer, symbol: bulk_quotes.readings(answer, BULK)),
    "TIME_SERIES_DAILY": json_reading(time_series.daily),
    "TIME_SERIES_WEEKLY": json_reading(time_series.weekly),
    "OVERVIEW": json_reading(company.facts),
    "ETF_PROFILE": json_reading(fund.facts),
    "LISTING_STATUS": listing_reading,
}
OF_ONE_SYMBOL = {"GLOBAL_QUOTE", "TIME_SERIES_DAILY", "TIME_SERIES_WEEKLY", "OVERVIEW", "ETF_PROFILE"}

# What each refusal is to each function, where it is no bad answer.
Expected = dict[str, type[ProviderError]]


def to_all(kind: type[ProviderError]) -> Expected:
    return dict.fromkeys(READINGS, kind)


def to(functions: set[str], kind: type[ProviderError]) -> Expected:
    return dict.fromkeys(functions, kind)


REFUSALS: dict[str, Expected] = {
    "info_daily_25_detected_key.json": to_all(DaySpent),
    "note_daily_25_transitional.json": to_all(DaySpent),
    "info_burst_1_per_second.json": to_all(Burst),
    "info_demo_2_per_second.json": to_all(Burst),
    "note_5min_500day.json": to_all(Burst),
    "info_outputsize_full_premium.json": to_all(NotEntitled),
    "info_demo_key.json": to_all(NotEntitled),
    "err_apikey_missing.json": to_all(NotEntitled),
    "err_invalid_call_GLOBAL_QUOTE.json": to(OF_ONE_SYMBOL, UnknownSymbol),
    "err_invalid_call_TIME_SERIES_DAILY.json": to(OF_ONE_SYMBOL, UnknownSymbol),
    "empty_global_quote.json": to({"GLOBAL_QUOTE"}, UnknownSymbol),
    "empty_object.json": to({"GLOBAL_QUOTE", "OVERVIEW", "ETF_PROFILE"}, UnknownSymbol),
    "info_news_invalid_inputs.json": {},
    "err_function_missing.json": {},
    "empty_bestMatches.json": {},
    "http406_accept_header.json": {},
    "http503_heroku.html": {},
    "index.json": {},
}


def symbol_of(payload: bytes) -> str:
    """The symbol that a recorded answer is of, so that it is refused for nothing else."""
    try:
        answer = json.loads(payload)
    except ValueError:
        return "IBM"
    if not isinstance(answer, dict):
        return "IBM"
    for part, name in (("Global Quote", "01. symbol"), ("Meta Data", "2. Symbol")):
        if answer.get(part):
            return str(answer[part][name])
    return str(answer.get("Symbol", "IBM"))


def is_readable(file: Path, function: str) -> bool:
    wanted = ".csv" if function == "LISTING_STATUS" else ".json"
    return file.parent.name == function and file.suffix == wanted and not file.name.startswith("placeholder")


def test_every_recorded_answer_is_a_value_or_the_right_error(recorded: Path) -> None:
    files = sorted(file for file in recorded.rglob("*") if file.is_file())
    wrong, values = [], 0
    for file in files:
        payload = file.read_bytes()
        expected = REFUSALS[file.name] if file.parent.name == "_errors" else {}
        if file.name.startswith("placeholder"):
            expected = to_all(NotEntitled)
        for function, read in READINGS.items():
            try:
                read(payload, symbol_of(payload))
                outcome: object = "a value"
            except ProviderError as error:
                outcome = type(error)
            hoped = "a value" if is_readable(file, function) else expected.get(function, BadAnswer)
            values += hoped == "a value"
            if outcome != hoped:
                wrong.append(f"{file.parent.name}/{file.name} as {function}: {outcome}, not {hoped}")
    assert not wrong
    assert len(files) > 60
    assert values > 35


def test_a_recorded_answer_of_another_symbol_is_a_bad_answer(recorded: Path) -> None:
    for function in OF_ONE_SYMBOL - {"ETF_PROFILE"}:  # which names no symbol
        for file in (recorded / function).glob("*.json"):
            with pytest.raises(BadAnswer):
                READINGS[function](file.read_bytes(), "ZZZZ")


def test_the_recorded_values_are_what_was_recorded(recorded: Path) -> None:
    quote = READINGS["GLOBAL_QUOTE"]((recorded / "GLOBAL_QUOTE/json_IBM_20260112.json").read_bytes(), "IBM")
    assert (quote.price, quote.previous_close, quote.volume) == (Decimal("312.1700"), Decimal("304.2200"), 3_891_827)
    bulk = READINGS["REALTIME_BULK_QUOTES"](
        (recorded / "REALTIME_BULK_QUOTES/success_6_symbols_20241030.json").read_bytes(), ""
    )
    assert sorted(bulk) == ["AAPL", "AMD", "BA", "IBM", "MSTR", "TSLA"]
    assert bulk["IBM"].extended_price == Decimal("204.9")
    series = READINGS["TIME_SERIES_DAILY"](
        (recorded / "TIME_SERIES_DAILY/json_IBM_compact_202504.json").read_bytes(), "IBM"
    )
    assert len(series.bars) == 100
    facts = READINGS["OVERVIEW"]((recorded / "OVERVIEW/codershub_AUTL_20250403.json").read_bytes(), "AUTL")
    assert (facts.pe_ratio, facts.forward_pe, facts.eps) == (None, None, Decimal("-0.86"))
    listing = recorded / "LISTING_STATUS/active_20260517.csv"
    assert READINGS["LISTING_STATUS"](listing.read_bytes(), "") == listing.stat().st_size


async def test_every_recorded_refusal_reaches_the_caller_of_the_client_as_the_right_error(
    recorded: Path, provider_server: ProviderServer
) -> None:
    client = AlphaVantage(provider_server.base_url, "K3Y", Plan.chosen(key="K3Y"))
    for entry in json.loads((recorded / "_errors/index.json").read_bytes()):
        provider_server.answer = Answer(
            (recorded / "_errors" / entry["file"]).read_bytes(),
            status=entry["http_status"],
            content_type=entry["content_type"],
        )
        expected = REFUSALS[entry["file"]].get("GLOBAL_QUOTE", BadAnswer)
        with pytest.raises(ProviderError) as refused:
            await client.quote("IBM")
        assert type(refused.value) is (Unreachable if entry["http_status"] == 503 else expected), entry["file"]
    await client.aclose()
