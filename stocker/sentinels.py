"""A Redis that moves: Sentinels are asked where it is now.

`sentinel://user:password@one:26379,two:26379/mymaster/0` names the Sentinels, what they call the Redis, and the
database. The password is the Redis's own; `?sentinel_password=` is the Sentinels'. `sentinels://` is TLS to both.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from redis import Redis
from redis import asyncio as aioredis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

SCHEMES = ("sentinel", "sentinels")
PORT = 26379
# How long one Sentinel is waited for before the next is asked; seconds.
TIMEOUT = 1.0
TLS_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
VERIFY = {"required": ssl.CERT_REQUIRED, "none": ssl.CERT_NONE}


@dataclass(frozen=True, slots=True)
class Sentinels:
    """`tls` is empty without it. No secret is in the repr."""

    hosts: tuple[tuple[str, int], ...]
    master: str
    database: int
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    own_username: str = field(default="", repr=False)
    own_password: str = field(default="", repr=False)
    tls: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str, number: Callable[[str], int]) -> Self:
        """Raises LookupError for a URL that names no Sentinel or no Redis, ValueError in words for a wrong part."""
        scheme, _, rest = url.partition("://")
        place, _, query = rest.partition("?")
        address, _, path = place.rpartition("@")[2].partition("/")
        master, _, database = path.partition("/")
        hosts = tuple(_host(one) for one in address.split(",") if one.strip())
        if not hosts or not master or "#" in rest:
            raise LookupError
        username, _, password = place.rpartition("@")[0].partition(":")
        options = dict(parse_qsl(query))
        own = options.pop("sentinel_username", ""), options.pop("sentinel_password", "")
        tls = {}
        if scheme == "sentinels":
            tls = {"ssl_cert_reqs": options.pop("ssl_cert_reqs", "required")}
            tls |= {name: options.pop(name) for name in TLS_FILES if name in options}
            if tls["ssl_cert_reqs"] not in VERIFY:
                raise ValueError("knows ssl_cert_reqs=required and ssl_cert_reqs=none")
        if options:
            raise ValueError(f"does not know ?{min(options)}=")
        return cls(
            hosts,
            unquote(master),
            number(database.strip("/") or "0"),
            unquote(username),
            unquote(password),
            *own,
            tuple(tls.items()),
        )

    def broker(self, database: int) -> str:
        """kombu's URL: each Sentinel is one of several addresses."""
        user = f"{quote(self.username, safe='')}:{quote(self.password, safe='')}@" if self.password else ""
        return ";".join(f"sentinel://{user}{_bracketed(host)}:{port}/{database}" for host, port in self.hosts)

    def for_redis(self) -> dict[str, Any]:
        """What redis-py is told about the connections to the Redis itself."""
        secrets = {"username": self.username or None, "password": self.password or None}
        return {"db": self.database, **secrets, **({"ssl": True} | dict(self.tls) if self.tls else {})}

    def for_sentinels(self, retry: type = Retry) -> dict[str, Any]:
        """The same about those to the Sentinels; one that is away is not tried again before the next is asked."""
        secrets = {"username": self.own_username or None, "password": self.own_password or None}
        patience = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT}
        return {
            "retry": retry(NoBackoff(), 0),
            **patience,
            **secrets,
            **({"ssl": True} | dict(self.tls) if self.tls else {}),
        }

    def sync_client(self, **options: Any) -> Redis:
        found = Sentinel(self.hosts, sentinel_kwargs=self.for_sentinels())
        client: Redis = found.master_for(self.master, **self.for_redis(), **options)
        return client

    def async_client(self, **options: Any) -> aioredis.Redis:
        """To be made in the running loop."""
        found = aioredis.Sentinel(self.hosts, sentinel_kwargs=self.for_sentinels(AsyncRetry))
        client: aioredis.Redis = found.master_for(self.master, **self.for_redis(), **options)
        return client

    def for_layer(self) -> dict[str, Any]:
        return {
            "master_name": self.master,
            "sentinels": list(self.hosts),
            "sentinel_kwargs": self.for_sentinels(AsyncRetry),
            **self.for_redis(),
        }

    def for_broker(self) -> dict[str, Any]:
        return {"master_name": self.master, "sentinel_kwargs": self.for_sentinels()}

    def broker_tls(self) -> dict[str, Any] | None:
        tls = dict(self.tls)
        return tls | {"ssl_cert_reqs": VERIFY[tls["ssl_cert_reqs"]]} if tls else None


def _host(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text.strip()}")
        host, port = parts.hostname, parts.port
    except ValueError:  # its words would repeat the text
        raise LookupError from None
    if not host or port == 0:
        raise LookupError
    return host, port or PORT


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
