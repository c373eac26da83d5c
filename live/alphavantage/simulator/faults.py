"""What can be made to go wrong, for how long, and for which requests.

A fault is written as its kind and, after it, any of `function=`, `symbols=`, `times=` and `seconds=`:
`outage`, `slow seconds=3 function=GLOBAL_QUOTE`, `unknown symbols=AAPL,MSFT times=2`, `late_close seconds=7200`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    LIMITS = "limits"  # refused as though the plan's longest window were full
    BURST = "burst"  # refused as too fast
    DAY_SPENT = "day_spent"  # refused as the day's requests being used up
    NOT_ENTITLED = "not_entitled"  # refused as not in the plan
    OUTAGE = "outage"  # HTTP 503 with a page
    HTML = "html"  # HTTP 200 with a page
    SLOW = "slow"  # answered after `seconds`, real ones
    CUT = "cut"  # the body ends before the length that was announced
    RESET = "reset"  # the connection is reset without an answer
    WRONG_SYMBOL = "wrong_symbol"  # an answer about another symbol
    UNKNOWN = "unknown"  # these symbols are not known
    CLOSED = "closed"  # the market has been closed since the last close
    LATE_CLOSE = "late_close"  # a day's official close and bar appear `seconds` after it, on the simulator's clock


SLOW_SECONDS = 10.0
_LONGEST = 86_400.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes requests for `function` and `symbols` (None is any), `times` times (None: until it is cleared).

    Raises ValueError in words when it makes no sense.
    """

    kind: Kind
    function: str | None = None
    symbols: frozenset[str] | None = None
    times: int | None = None
    seconds: float = SLOW_SECONDS

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("times must be 1 or more")
        if not 0 <= self.seconds <= _LONGEST:
            raise ValueError(f"seconds must be from 0 to {_LONGEST:.0f}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The fault that is written so. Raises ValueError in words."""
        kind, *options = text.split() or [""]
        values: dict[str, Any] = {"kind": kind}
        for option in options:
            name, _, value = option.partition("=")
            values[name] = value
        return cls.from_wire(values)

    @classmethod
    def from_wire(cls, values: Mapping[str, Any]) -> Self:
        """The fault that `as_wire` gave; everything but the kind may be left out. Raises ValueError in words.

        Symbols may also be one text with commas.
        """
        if beside := set(values) - {field.name for field in fields(cls)}:
            raise ValueError(f"a fault has no {', '.join(sorted(beside))}")
        if values.get("kind") not in list(Kind):
            raise ValueError(f"no fault is called {values.get('kind')!r}; there are {', '.join(Kind)}")
        function, symbols, times = values.get("function"), values.get("symbols"), values.get("times")
        if isinstance(symbols, str):
            symbols = symbols.split(",")
        try:
            return cls(
                kind=Kind(values["kind"]),
                function=None if function is None else function.upper(),
                symbols=None if symbols is None else frozenset(symbol.upper() for symbol in symbols),
                times=None if times is None else int(times),
                seconds=float(values.get("seconds", SLOW_SECONDS)),
            )
        except (TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"this is no fault: {error}") from error

    def as_wire(self) -> dict[str, Any]:
        """JSON values: what a symbol or a function is not named for is null."""
        return {
            "kind": self.kind.value,
            "function": self.function,
            "symbols": None if self.symbols is None else sorted(self.symbols),
            "times": self.times,
            "seconds": self.seconds,
        }

    def concerns(self, function: str, symbols: Iterable[str]) -> bool:
        if self.function not in (None, function):
            return False
        return self.symbols is None or not self.symbols.isdisjoint(symbols)

    def names(self, symbol: str) -> bool:
        return self.symbols is None or symbol in self.symbols


class Faults:
    """The faults that are set now."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._set = list(faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(list(self._set))

    def add(self, fault: Fault) -> None:
        self._set.append(fault)

    def clear(self) -> None:
        self._set.clear()

    def strike(self, function: str, symbols: Iterable[str]) -> list[Fault]:
        """The faults that this request meets; those with a number of times are used up by it."""
        asked = list(symbols)
        struck = [fault for fault in self._set if fault.concerns(function, asked)]
        self._set = [left for fault in self._set for left in _left(fault, fault in struck)]
        return struck


def _left(fault: Fault, struck: bool) -> list[Fault]:
    if not struck or fault.times is None:
        return [fault]
    return [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
