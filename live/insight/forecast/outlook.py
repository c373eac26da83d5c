"""How far a ticker's price may go, as one value: quantiles of its log return, and how they were tested.

Pure: a page or a socket may hold an outlook without knowing how it was estimated.
"""

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from typing import Any, Self

# Trading days ahead: the next close, a week and a month on.
HORIZONS = (1, 5, 20)
# Under so many tested days nothing is said of how often the price stayed inside.
LEAST_TESTED = 60


class NoOutlook(Exception):
    """There is no outlook for this ticker; the message says why, in words for people."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Log returns from the last close: the ends of the 90 % and of the 50 % interval, and the median.

    Raises ValueError when they are not finite or not in order.
    """

    low90: float
    low50: float
    median: float
    high50: float
    high90: float

    def __post_init__(self) -> None:
        values = astuple(self)
        if not all(isfinite(value) for value in values) or any(low > high for low, high in pairwise(values)):
            raise ValueError(f"no quantiles: {values}")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `days` past days, each forecast from the days before it alone, so many closes fell inside."""

    days: int
    inside90: int
    inside50: int

    def __post_init__(self) -> None:
        if not 0 <= self.inside50 <= self.inside90 <= self.days:
            raise ValueError(f"no coverage: {self}")

    @property
    def tells(self) -> bool:
        """Enough days to speak of."""
        return self.days >= LEAST_TESTED


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a ticker's bars up to the close of `made_from` (the exchange's date) say of the closes to come.

    `horizons` by trading days ahead, each of HORIZONS; `method` in a few words; `coverage` of the next day's
    intervals, None when no day could be tested.
    """

    made_from: date
    horizons: Mapping[int, Quantiles]
    method: str
    coverage: Coverage | None = None

    def __post_init__(self) -> None:
        if set(self.horizons) != set(HORIZONS):
            raise ValueError(f"no outlook for {sorted(self.horizons)} days")

    def as_json(self) -> dict[str, Any]:
        return {
            "made_from": self.made_from.isoformat(),
            "horizons": {str(days): asdict(quantiles) for days, quantiles in self.horizons.items()},
            "method": self.method,
            "coverage": asdict(self.coverage) if self.coverage else None,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The outlook that `as_json` wrote. Raises ValueError on anything else."""
        try:
            coverage = values["coverage"]
            return cls(
                made_from=date.fromisoformat(values["made_from"]),
                horizons={int(days): Quantiles(**quantiles) for days, quantiles in values["horizons"].items()},
                method=values["method"],
                coverage=Coverage(**coverage) if coverage is not None else None,
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"no outlook: {error!r}") from error
