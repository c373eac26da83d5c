"""What the text of a setting may be. Each function gives its value, or raises ValueError in words.

The words follow the setting's name: "the setting PORT must be a whole number from 1 to 65535, not 'x'".
What may hold a secret (a key, a password in an address) is never repeated.
"""

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

import dj_database_url


def boolean(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"must be yes or no, not {text!r}")


def whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return parse


def decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"must be a number, not {text!r}") from None


def names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {text!r}")
        return text

    return parse


def host(text: str) -> str:
    bare = text.removeprefix("[").removesuffix("]")
    if not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+", bare):
        raise ValueError(f"must be one address of this machine, such as 127.0.0.1 or 0.0.0.0, not {text!r}")
    return bare


def hosts(text: str) -> list[str]:
    for name in names(text):
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]", name):
            raise ValueError(
                f"must be host names such as stocks.example.org, with no https:// and no port, not {name!r}"
            )
    return names(text)


def admin_path(text: str) -> str:
    # A browser resolves `..`, and Django's paths know no empty part: such pages could not be reached.
    if not re.fullmatch(r"/?[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?", text):
        raise ValueError(f"must be a path such as admin, not {text!r}")
    return text.strip("/")


def provider_key(text: str) -> str:
    """The refusal never repeats the key."""
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be the key alone, in one word")
    return text


def token(text: str) -> str:
    """The refusal never repeats the token."""
    if len(text) < 16 or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("must be 16 characters or more, in one word")
    return text


def prefix(text: str) -> str:
    """It becomes a part of channel group names, which know these characters alone."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", text):
        raise ValueError(f"must be letters, digits, dots, dashes and underscores, 40 at most, not {text!r}")
    return text


def http_url(text: str) -> str:
    """The refusal never repeats the address: a key or a password may be in it."""
    example = "must be an address with nothing behind the host, such as https://www.alphavantage.co"
    try:
        parts = urlsplit(text)
        plain = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError(example) from None
    if not plain or parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError(example)
    return text.rstrip("/")


def origins(text: str) -> list[str]:
    for origin in names(text):
        if not re.fullmatch(r"https?://(\*\.)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", origin):
            raise ValueError(f"must be whole origins such as https://stocks.example.org, not {origin!r}")
    return names(text)


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(name) for name in names(text)]
    except ValueError:
        raise ValueError(f"must be addresses or networks such as 127.0.0.1, 10.0.0.0/8, not {text!r}") from None


# Whoever writes is alone from the beginning of a transaction, and others wait for it; readers do not.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(text: str) -> dict[str, object]:
    """No connection outlives its request: each request has a thread of its own, with which none would be used again and
    many stay open until garbage is looked for, 130 of them where PostgreSQL admits 100."""
    if not re.match(r"(postgres|postgresql|sqlite)://", text):
        raise ValueError("must begin with postgres:// or sqlite://, such as postgres://user:password@host/name")
    try:
        found: dict[str, object] = dict(dj_database_url.parse(text, conn_max_age=0))
    except Exception:  # noqa: BLE001  (what the parser raises depends on the text, and may repeat its password)
        raise ValueError("must be a database address such as postgres://user:password@host/name") from None
    return found | {"OPTIONS": SQLITE_OPTIONS} if text.startswith("sqlite") else found
