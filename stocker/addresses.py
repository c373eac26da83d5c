"""Under which addresses this machine is reached: what a server binds, what a browser may ask for."""

import socket

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104

# Addresses kept for documentation (RFC 5737, RFC 3849). No packet is sent to them: connecting a datagram socket
# only asks the machine which of its own addresses it would send from.
_OUTWARD = {socket.AF_INET: "203.0.113.1", socket.AF_INET6: "2001:db8::1"}


def network_address(family: socket.AddressFamily = socket.AF_INET) -> str | None:
    """The address under which other machines reach this one; None where it is on no network."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((_OUTWARD[family], 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


def bracketed(host: str) -> str:
    """The host as it is written in a URL and in a Host header: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def reached_by(host: str) -> list[str]:
    """The addresses of a server bound to `host`, best for others first, each as it is written in a URL."""
    if host not in EVERYWHERE:
        return [bracketed(host)]
    families = [socket.AF_INET, socket.AF_INET6] if host == "::" else [socket.AF_INET]
    found = [address for address in map(network_address, families) if address]
    return [*map(bracketed, found), "127.0.0.1"]


def admitted(host: str) -> list[str]:
    """The Host headers that a server bound to `host` answers to unless it is told otherwise."""
    return list(dict.fromkeys([*LOOPBACK, *reached_by(host)]))
