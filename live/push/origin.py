"""Which pages may open a socket here. A browser says where its page came from; other programs need not.

Without `TRUSTED_ORIGINS` the page must have come from the very host and port that the socket was opened at.
"""

from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def refusal(origin: str | None, host: str, host_allowed: bool, trusted: Collection[str]) -> str | None:
    """Why a page of `origin` may not open a socket at `host` (the Host header), in words; None when it may.

    `host_allowed` says whether ALLOWED_HOSTS has that host. `trusted` are whole origins, `*.` for any subdomain.
    """
    if origin is None:
        return None
    page = _parts(origin)
    if page is None:
        return f"{origin[:200]!a} is no page's origin"
    if trusted:
        if any(_covers(pattern, page) for pattern in trusted):
            return None
        return f"pages of {origin[:200]!a} are not admitted: add it to TRUSTED_ORIGINS"
    if not host_allowed:
        return f"the host {host[:200]!a} is not admitted: add it to ALLOWED_HOSTS"
    if _place(page) != _place_of_host(host, page.scheme):
        return (
            f"pages of {origin[:200]!a} may not open sockets at {host[:200]!a}: "
            "name the origin in TRUSTED_ORIGINS if a proxy stands between"
        )
    return None


def _parts(origin: str) -> SplitResult | None:
    """None when it is anything but scheme, host and perhaps a port."""
    try:
        parts = urlsplit(origin.lower())
        bare = parts.geturl() == f"{parts.scheme}://{parts.netloc}" == origin.lower() and "@" not in parts.netloc
        return parts if bare and parts.scheme in _DEFAULT_PORTS and _place(parts)[0] else None
    except ValueError:
        return None


def _place(parts: SplitResult) -> tuple[str, int]:
    """Host and port. Raises ValueError when the port is none."""
    return (parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme])


def _place_of_host(host: str, scheme: str) -> tuple[str, int] | None:
    parts = _parts(f"{scheme}://{host.lower()}")
    return _place(parts) if parts else None


def _covers(pattern: str, page: SplitResult) -> bool:
    trusted = urlsplit(pattern.lower())
    (name, port), (wanted, wanted_port) = _place(page), _place(trusted)
    same_place = name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted
    return trusted.scheme == page.scheme and port == wanted_port and same_place
