"""Who may read `/metrics`. Pure. Fails closed: whoever is not known to be the operator's is refused.

Numbers of viewers and requests are no secret, but nobody's business either, and each reading asks Redis for much.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from secrets import compare_digest

# A proxy on this machine calls from this machine too: what it passes on comes from elsewhere.
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via")


def refusal(address: str, headers: Mapping[str, str], token: str) -> str:
    """Why whoever calls from `address` is refused, in words that name the setting; empty when it is not.

    With a token it is demanded of everybody; without, the caller must be on this machine, with no proxy between.
    """
    if token:
        scheme, _, given = headers.get("Authorization", "").partition(" ")
        known = scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())
        return "" if known else "The token of METRICS_TOKEN is missing or wrong."
    if _is_here(address) and not any(name in headers for name in PASSED_ON):
        return ""
    return "Set METRICS_TOKEN to read the metrics from another machine or through a proxy."


def _is_here(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
