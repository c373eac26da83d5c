"""Alpha Vantage's functions, each as a request that brings a typed value or raises ProviderError."""

from collections.abc import Sequence
from typing import BinaryIO, TypeVar

from live.alphavantage import bulk_quotes, company, fund, global_quote, time_series
from live.alphavantage.listing import ListingBody
from live.alphavantage.plans import Plan
from live.alphavantage.refusals import failed
from live.providers.facts import CompanyFacts, FundFacts
from live.providers.http import MAX_JSON, PATIENCE, Body, Http, Key
from live.providers.json_bodies import JsonBody
from live.providers.secret import Secret
from live.providers.series import Series
from live.quotes import Reading

# The listing may take so many times as long as any other answer. It is 1 MB, and may be so much.
LISTING_TIMES = 6
MAX_LISTING = 32 * 1024 * 1024

T = TypeVar("T")


class AlphaVantage:
    """Alpha Vantage, or whatever speaks like it at `base_url`. Requests may run at once, in one event loop.

    Every request raises ProviderError. `plan` says which entitlement a quote is asked for with; the simulator
    wants a key as the provider does, though there is none to keep.
    """

    def __init__(self, base_url: str, key: str, plan: Plan, *, patience: float = PATIENCE) -> None:
        self._plan = plan
        secret = Secret(key)
        sent = Secret("simulated") if plan.simulated and not key else secret
        self._http = Http(
            plan.source, base_url, Key(sent, parameter="apikey"), failed, hidden=secret, patience=patience
        )

    def __repr__(self) -> str:
        return f"<AlphaVantage {self._http.host} {self._plan.name}>"

    async def aclose(self) -> None:
        await self._http.aclose()

    # https://www.alphavantage.co/documentation/#latestprice
    async def quote(self, symbol: str, entitlement: str | None = None) -> Reading:
        """The latest price at this entitlement, or the plan's own. At `end_of_day` that is the last close."""
        entitlement = entitlement or self._plan.entitlement
        more = {} if entitlement == "end_of_day" else {"entitlement": entitlement}
        body = JsonBody(lambda answer: global_quote.reading(answer, symbol, entitlement))
        return await self._ask("GLOBAL_QUOTE", body, {"symbol": symbol, **more})

    # https://www.alphavantage.co/documentation/#realtime-bulk-quotes
    async def bulk_quotes(self, symbols: Sequence[str]) -> dict[str, Reading]:
        """The prices of at most 100 symbols; absent where the provider says nothing usable of one."""
        if not 0 < len(symbols) <= bulk_quotes.MAX_SYMBOLS:
            raise ValueError(f"{len(symbols)} symbols in one request")
        body = JsonBody(lambda answer: bulk_quotes.readings(answer, symbols))
        return await self._ask("REALTIME_BULK_QUOTES", body, {"symbol": ",".join(symbols)})

    # https://www.alphavantage.co/documentation/#daily
    async def daily(self, symbol: str) -> Series:
        """The last 100 trading days."""
        body = JsonBody(lambda answer: time_series.daily(answer, symbol))
        return await self._ask("TIME_SERIES_DAILY", body, {"symbol": symbol, "outputsize": "compact"})

    # https://www.alphavantage.co/documentation/#weekly
    async def weekly(self, symbol: str) -> Series:
        """Every week since 1999, or since the stock is traded."""
        body = JsonBody(lambda answer: time_series.weekly(answer, symbol))
        return await self._ask("TIME_SERIES_WEEKLY", body, {"symbol": symbol})

    # https://www.alphavantage.co/documentation/#company-overview
    async def overview(self, symbol: str) -> CompanyFacts:
        """A company's facts; UnknownSymbol for funds and foreign listings too."""
        return await self._ask("OVERVIEW", JsonBody(lambda answer: company.facts(answer, symbol)), {"symbol": symbol})

    # https://www.alphavantage.co/documentation/#etf-profile
    async def etf_profile(self, symbol: str) -> FundFacts:
        """A fund's facts; UnknownSymbol for what is no exchange-traded fund too."""
        return await self._ask("ETF_PROFILE", JsonBody(lambda answer: fund.facts(answer, symbol)), {"symbol": symbol})

    # https://www.alphavantage.co/documentation/#listing-status
    async def listing(self, file: BinaryIO) -> None:
        """Writes the CSV of all active US tickers into `file`, whose content is worthless after an error."""
        await self._ask("LISTING_STATUS", ListingBody(file), {}, most=MAX_LISTING, times=LISTING_TIMES)

    async def _ask(
        self, function: str, body: Body[T], parameters: dict[str, str], *, most: int = MAX_JSON, times: int = 1
    ) -> T:
        asked = {"function": function, **parameters}
        return await self._http.ask("/query", asked, body, function=function, most=most, times=times)
