"""From the one REDIS_URL, the URL that each library wants."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

EXAMPLE = "must begin with redis://, rediss:// or unix://, such as redis://127.0.0.1:6379/0"


@dataclass(frozen=True, slots=True)
class RedisUrls:
    """`data` for redis-py and the channel layer, `broker` for kombu: the next database number, so that a
    purge of the queues can touch nothing else."""

    data: str
    broker: str

    @classmethod
    def derive(cls, url: str) -> Self:
        """Raises ValueError in words when the URL is not one that Redis clients know."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # its words may repeat a part of the password
            raise ValueError(f"{EXAMPLE}; what is special in a password is written as %23 for #") from None
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


def _database(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"names a database by its number, such as redis://127.0.0.1:6379/0, not {text!r}")
    return int(text)
