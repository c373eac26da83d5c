"""The one room for requests to Alpha Vantage: the only module that knows httpx.

A request brings a typed value or raises one of `errors`. None is repeated: whoever asked decides when to ask again.
The key is added below httpx, where no log or exception of it shows the address, and is taken out of what comes back.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import BinaryIO, Protocol, TypeVar

import httpx

from live.alphavantage import bulk_quotes, company, fund, global_quote, sending, time_series
from live.alphavantage.answers import JsonBody
from live.alphavantage.bodies import Inflater
from live.alphavantage.errors import ProviderError, Unreachable
from live.alphavantage.facts import CompanyFacts, FundFacts
from live.alphavantage.listing import ListingBody
from live.alphavantage.plans import Plan
from live.alphavantage.refusals import failed
from live.alphavantage.secret import KeyFilter, Secret
from live.alphavantage.series import Series
from live.quotes import Reading

# The most that an answer may take, from the request to its last byte; seconds. The listing may take so many times that.
PATIENCE = 10.0
LISTING_TIMES = 6
CONNECT_SECONDS = 5.0
# The most that an answer may be, when plain. The longest ones seen are 0.3 MB (weekly) and 1 MB (the listing).
MAX_JSON = 4 * 1024 * 1024
MAX_LISTING = 32 * 1024 * 1024
MAX_FAILURE = 64 * 1024
# Polls come every ten seconds or so: a connection outlives the pause between two.
KEEP_ALIVE_SECONDS = 30.0

# The loggers that write down addresses, and what a server answers in its headers.
TALKATIVE = ("httpx", "httpcore.connection", "httpcore.http11")

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Body(Protocol[T_co]):
    """Takes an answer's body piece by piece, and tells what it came to."""

    def write(self, piece: bytes) -> None: ...

    def result(self) -> T_co: ...


class AlphaVantage:
    """Alpha Vantage, or whatever speaks like it at `base_url`. Requests may run at once, in one event loop.

    Every request raises ProviderError. `plan` says which entitlement a quote is asked for with; the simulator
    wants a key as the provider does, though there is none to keep.
    """

    def __init__(self, base_url: str, key: str, plan: Plan, *, patience: float = PATIENCE) -> None:
        self._plan = plan
        self._patience = patience
        self._secret = Secret(key)
        self._filter = KeyFilter(self._secret)
        for name in TALKATIVE:
            logging.getLogger(name).addFilter(self._filter)
        self._http = httpx.AsyncClient(
            base_url=base_url,
            transport=_Keyed(Secret("simulated") if plan.simulated and not key else self._secret),
            # It answers 406 to an Accept it does not like, and nothing but gzip is inflated here.
            headers={"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": "stocker"},
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )

    def __repr__(self) -> str:
        return f"<AlphaVantage {self._http.base_url.host} {self._plan.name}>"

    async def aclose(self) -> None:
        for name in TALKATIVE:
            logging.getLogger(name).removeFilter(self._filter)
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
        self,
        function: str,
        body: Body[T],
        parameters: dict[str, str],
        *,
        most: int = MAX_JSON,
        times: int = 1,
    ) -> T:
        outcome = await self._outcome(function, body, parameters, most, self._patience * times)
        if isinstance(outcome, ProviderError):
            raise outcome  # here, so that no traceback leads to a request's address or to an answer's text
        return outcome

    async def _outcome(
        self, function: str, body: Body[T], parameters: dict[str, str], most: int, seconds: float
    ) -> T | ProviderError:
        status = None
        query = {"function": function, **parameters}
        try:
            stream = self._http.stream("GET", "/query", params=query, extensions={"trace": _watch})
            async with asyncio.timeout(seconds), stream as response:
                status = response.status_code
                if status != httpx.codes.OK:
                    raise failed(status, await _beginning(response))
                inflater = Inflater(response.headers.get("content-encoding", ""), most)
                async for piece in response.aiter_raw():
                    body.write(inflater.plain(piece))
                inflater.end()
            return body.result()
        except ProviderError as error:
            failure = error
        except TimeoutError:
            failure = Unreachable("The data provider did not answer in time.", sample=f"over {seconds:g} s")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = Unreachable(sample=f"{type(error).__name__}: {error}")
        return failure.told(function, status, self._secret.redact)


class _Keyed(httpx.AsyncBaseTransport):
    """Adds the key to a request as late as can be: httpx's own request, in its logs and exceptions, has none."""

    def __init__(self, key: Secret) -> None:
        self._key = key
        self._wire = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=100, keepalive_expiry=KEEP_ALIVE_SECONDS)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._wire.handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_merge_params({"apikey": self._key.reveal()}),
                headers=request.headers,
                extensions=request.extensions,
            )
        )

    async def aclose(self) -> None:
        await self._wire.aclose()


# https://www.encode.io/httpcore/extensions/#trace
async def _watch(event: str, _: object) -> None:
    """Called at each step of a request."""
    if event == "http11.send_request_body.complete":
        sending.has_left()


async def _beginning(response: httpx.Response) -> bytes:
    """So much of a failure's body as tells what it is; nothing when it cannot be read."""
    body = bytearray()
    try:
        inflater = Inflater(response.headers.get("content-encoding", ""), MAX_FAILURE)
        async for piece in response.aiter_raw():
            body += inflater.plain(piece)
    except (ProviderError, httpx.HTTPError):
        pass
    return bytes(body)
