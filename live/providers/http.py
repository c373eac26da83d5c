"""The one room for requests to a provider: the only module that knows httpx.

A request brings a typed value or raises one of `errors`. None is repeated: whoever asked decides when to ask again.
The key is added below httpx, where no log or exception of it shows a request, and is taken out of what comes back.
"""

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import httpx

from live.metrics import names, tally
from live.providers import sending
from live.providers.bodies import Inflater
from live.providers.errors import ProviderError, Unanswered, Unreachable
from live.providers.secret import KeyFilter, Secret

# The most that an answer may take, from the request to its last byte; seconds.
PATIENCE = 10.0
CONNECT_SECONDS = 5.0
# The most that an answer may be, when plain. The longest ones seen are 0.3 MB (weekly bars).
MAX_JSON = 4 * 1024 * 1024
MAX_FAILURE = 64 * 1024
# Polls come every ten seconds or so: a connection outlives the pause between two.
KEEP_ALIVE_SECONDS = 30.0

# https://man7.org/linux/man-pages/man7/socket.7.html: a connection is closed by a reset. Otherwise the system would try
# for a minute or two to bring what was given up, and the end of an outage would begin with a burst of old requests.
TAKES_BACK = struct.pack("ii", 1, 0)

# The loggers that write down addresses, and what a server answers in its headers.
TALKATIVE = ("httpx", "httpcore.connection", "httpcore.http11")

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Body(Protocol[T_co]):
    """Takes an answer's body piece by piece, and tells what it came to."""

    def write(self, piece: bytes) -> None: ...

    def result(self) -> T_co: ...


@dataclass(frozen=True, slots=True)
class Key:
    """A provider's key and where it wants it: the parameter of the address or the header of that name."""

    secret: Secret
    parameter: str = ""
    header: str = ""

    def on(self, request: httpx.Request) -> httpx.Request:
        """The request with the key, as a new one."""
        url, headers = request.url, request.headers
        if self.parameter:
            url = url.copy_merge_params({self.parameter: self.secret.reveal()})
        if self.header:
            headers = httpx.Headers({**headers, self.header: self.secret.reveal()})
        return httpx.Request(request.method, url, headers=headers, extensions=request.extensions)


class Http:
    """One provider at `base_url`. Requests may run at once, in one event loop.

    They are counted under `source`. `hidden` is the key that is taken out of every text, where it is not the one that
    is sent. `failed` makes the refusal of an answer with another HTTP status than 200: its status and the beginning of
    its body, maybe empty.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        key: Key,
        failed: Callable[[int, bytes], ProviderError],
        *,
        hidden: Secret | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._source, self._patience, self._failed = source, patience, failed
        self._secret = hidden or key.secret
        self._filter = KeyFilter(self._secret)
        for name in TALKATIVE:
            logging.getLogger(name).addFilter(self._filter)
        self._http = httpx.AsyncClient(
            base_url=base_url,
            transport=_Keyed(key),
            # Some answer 406 to an Accept they do not like, and nothing but gzip is inflated here.
            headers={"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": "stocker"},
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )

    @property
    def host(self) -> str:
        return self._http.base_url.host

    async def aclose(self) -> None:
        for name in TALKATIVE:
            logging.getLogger(name).removeFilter(self._filter)
        await self._http.aclose()

    async def ask(
        self,
        path: str,
        parameters: Mapping[str, str],
        body: Body[T],
        *,
        function: str,
        most: int = MAX_JSON,
        times: int = 1,
    ) -> T:
        """What the body of the answer says. `function` names the request in errors; the answer is at most `most` bytes
        and takes `times` as long as usual at the most. Raises ProviderError."""
        began = time.monotonic()
        outcome = await self._outcome(path, parameters, body, function, most, self._patience * times)
        came_to = outcome.refusal.value if isinstance(outcome, ProviderError) else "ok"
        tally.count(names.PROVIDER_REQUESTS, self._source, function, came_to)
        tally.observe(names.PROVIDER_SECONDS, time.monotonic() - began, self._source, function)
        if isinstance(outcome, ProviderError):
            raise outcome  # here, so that no traceback leads to a request's address or to an answer's text
        return outcome

    async def _outcome(
        self, path: str, parameters: Mapping[str, str], body: Body[T], function: str, most: int, seconds: float
    ) -> T | ProviderError:
        status = None
        try:
            stream = self._http.stream("GET", path, params=dict(parameters), extensions={"trace": _watch})
            async with asyncio.timeout(seconds), stream as response:
                status = response.status_code
                if status != httpx.codes.OK:
                    raise self._failed(status, await _beginning(response))
                inflater = Inflater(response.headers.get("content-encoding", ""), most)
                async for piece in response.aiter_raw():
                    body.write(inflater.plain(piece))
                inflater.end()
            return body.result()
        except ProviderError as error:
            failure = error
        except TimeoutError:
            failure = Unanswered(sample=f"over {seconds:g} s")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = Unreachable(sample=f"{type(error).__name__}: {error}")
        return failure.told(function, status, self._secret.redact)


class _Keyed(httpx.AsyncBaseTransport):
    """Adds the key to a request as late as can be: httpx's own request, in its logs and exceptions, has none."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._wire = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=100, keepalive_expiry=KEEP_ALIVE_SECONDS),
            socket_options=[(socket.SOL_SOCKET, socket.SO_LINGER, TAKES_BACK)],
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._wire.handle_async_request(self._key.on(request))

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
