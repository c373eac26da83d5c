"""Telling who asks when its request has left this machine: what a limit counts comes after that, an answer much later.

What tells it belongs to the context in which a request is made: a task keeps that of its making. Pure.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_left: ContextVar[Callable[[], None] | None] = ContextVar("left", default=None)


@contextmanager
def told(left: Callable[[], None]) -> Iterator[None]:
    """A request that is made in here, or by a task that is made in here, calls `left` when its last byte is sent."""
    token = _left.set(left)
    try:
        yield
    finally:
        _left.reset(token)


def has_left() -> None:
    """Say so of the request that is being made in this context."""
    if left := _left.get():
        left()
