"""How long the hub waits for what. Seconds of real time: these are about networks, not about markets."""

from dataclasses import dataclass

from live.push.pings import EVERY


@dataclass(frozen=True, slots=True)
class Timing:
    heartbeat: float = 15.0  # a browser's watchdog waits for three of them
    status: float = 15.0  # counters of the budget are told at most this often; states at once
    silence: float = 12.0  # the worker says something every 5 s: two misses and the store is read again
    lease: float = 10.0  # a lease is renewed this often, and
    lease_expires: int = 30  # runs out after this, whole seconds
    gather: float = 0.05  # new symbols that come within this go into one lease
    ping: float = 1.0  # how soon an absent Redis is noticed, and one that has lost the lease
    redis: float = 2.0  # and for how long one answer of it is waited for
    backoff: float = 0.25  # first wait before Redis is tried again, doubled until
    backoff_most: float = 1.0  # so long at most pages wait for a Redis that answers again
    tick: float = 1.0  # how often what is due is looked at
    lag_bytes: int = 256 * 1024  # a viewer with more than this unsent gets nothing until it has drained
    lag_seconds: float = 60.0  # and is dropped when it has not by then
    keepalive: float = EVERY  # a socket is pinged this often, and hung up on if it takes as long to answer
    patience: float = 20.0  # how long a request may take to come: its first line, and then the rest
    last_answers: float = 1.0  # how long a server that ends answers over connections that are kept


_installed = Timing()


def install(timing: Timing) -> None:
    """Make `timing` the process's. To be called before its first socket."""
    global _installed
    _installed = timing


def installed() -> Timing:
    return _installed
