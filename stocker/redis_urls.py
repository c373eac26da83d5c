"""From the one REDIS_URL, what each library wants to be told."""

from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from redis import Redis
from redis import asyncio as aioredis

from stocker.sentinels import SCHEMES, Sentinels

EXAMPLE = (
    "must begin with redis://, rediss://, unix://, sentinel:// or sentinels://, such as redis://127.0.0.1:6379/0"
    " or sentinel://one:26379,two:26379/mymaster/0"
)
WRITTEN = "what is special in a password is written as %23 for #"


@dataclass(frozen=True, slots=True)
class RedisUrls:
    """`data` for redis-py and the channel layer, `broker` for kombu: the next database number, so that a
    purge of the queues can touch nothing else.

    Behind Sentinel no URL says it all: `data` is empty, and `sentinels` knows what the libraries are given instead.
    No secret is in the repr, which an error page of a server under development shows.
    """

    data: str = field(repr=False)
    broker: str = field(repr=False)
    sentinels: Sentinels | None = None

    @classmethod
    def derive(cls, url: str) -> Self:
        """Raises ValueError in words when the URL is not one that Redis clients know."""
        if url.partition("://")[0] in SCHEMES:
            return cls._behind_sentinel(url)
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # its words may repeat a part of the password
            raise ValueError(f"{EXAMPLE}; {WRITTEN}") from None
        if parts.scheme == "unix" and parts.path:
            options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            database = _database(options.pop("db", "0"))
            password = f"{parts.username or ''}:{parts.password}@" if parts.password else ""
            broker_query = urlencode(options | {"virtual_host": database + 1})
            data_query = urlencode(options | {"db": database})
            return cls(
                data=f"unix://{password}{parts.path}?{data_query}",
                broker=f"redis+socket://{password}{parts.path}?{broker_query}",
            )
        if parts.scheme in ("redis", "rediss") and parts.hostname and port != 0:
            database = _database(parts.path.strip("/") or "0")
            query = parts.query
            if parts.scheme == "rediss" and "ssl_cert_reqs" not in query:
                query = f"{query}&ssl_cert_reqs=required".lstrip("&")
            return cls(
                data=urlunsplit(parts._replace(path=f"/{database}")),
                broker=urlunsplit(parts._replace(path=f"/{database + 1}", query=query)),
            )
        raise ValueError(EXAMPLE)

    @classmethod
    def _behind_sentinel(cls, url: str) -> Self:
        try:
            found = Sentinels.parse(url, _database)
        except LookupError:
            raise ValueError(f"{EXAMPLE}; {WRITTEN}") from None
        return cls(data="", broker=found.broker(found.database + 1), sentinels=found)

    def sync_client(self, **options: Any) -> Redis:
        """A client that any thread may use. `options` are redis-py's own, such as timeouts."""
        if self.sentinels is not None:
            return self.sentinels.sync_client(**options)
        return Redis.from_url(self.data, **options)

    def async_client(self, **options: Any) -> aioredis.Redis:
        """A client for the running event loop."""
        if self.sentinels is not None:
            return self.sentinels.async_client(**options)
        return aioredis.Redis.from_url(self.data, **options)

    def for_layer(self) -> dict[str, Any]:
        """One entry of channels_redis's `hosts`, without timeouts."""
        return {"address": self.data} if self.sentinels is None else self.sentinels.for_layer()

    def for_broker(self) -> dict[str, Any]:
        """What kombu's transport options need beside the URL."""
        return {} if self.sentinels is None else self.sentinels.for_broker()

    def broker_tls(self) -> dict[str, Any] | None:
        """Celery's `broker_use_ssl`; None where the URL says it."""
        return None if self.sentinels is None else self.sentinels.broker_tls()


def _database(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"names a database by its number, such as redis://127.0.0.1:6379/0, not {text!r}")
    return int(text)
