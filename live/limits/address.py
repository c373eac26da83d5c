"""Which address somebody comes from, and what counts as one place of it. Pure."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

Networks = Sequence[IPv4Network | IPv6Network]

# A household or a machine of IPv6 has this many bits to choose addresses from: they are one.
HOUSEHOLD = 64


def believed(peer: str, forwarded: Iterable[str], trusted: Networks) -> str:
    """The address of who asks, where `peer` is who connected and `forwarded` its X-Forwarded-For headers, in order.

    Each proxy writes behind what it was sent whom it got it from, so the list is read from its end for as long as
    those who wrote it are trusted. What stands before that, or is no address, anybody may have made up.
    """
    found = plain(peer)
    if not trusted or not _is_in(found, trusted):
        return found
    hops = [hop for header in forwarded for hop in header.split(",")]
    for hop in reversed(hops):
        address = plain(_without_port(hop.strip()))
        if not address:
            break
        found = address
        if not _is_in(found, trusted):
            break
    return found


def encrypted(peer: str, told: Iterable[str], trusted: Networks) -> bool:
    """Whether who asks did so over TLS, where `told` are the X-Forwarded-Proto headers: as a trusted `peer` says, and
    nobody else; not, when it says more than one thing."""
    found = {scheme.strip().lower() for header in told for scheme in header.split(",")}
    return found == {"https"} and _is_in(plain(peer), trusted)


@lru_cache(4096)
def place(address: str) -> str:
    """What is counted as one: an address of IPv4, a household of IPv6, any text that is neither by itself."""
    known = plain(address)
    if ":" in known:
        return str(IPv6Network((known, HOUSEHOLD), strict=False))
    return known or address


@lru_cache(4096)
def plain(address: str) -> str:
    """As it is usually written, and an IPv4 one in IPv6's clothes as what it is; nothing where it is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _is_in(address: str, networks: Networks) -> bool:
    return bool(address) and any(ip_address(address) in network for network in networks)


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
