"""One walk along a ticker's moves: after each, the forecast from what was seen by then, and nothing later. Pure.

The last forecast is the outlook; all before it are how the outlook was tested, and cost nothing more.
"""

from collections import deque
from collections.abc import Sequence

from live.insight.forecast.calibration import Calibration
from live.insight.forecast.moves import Move
from live.insight.forecast.outlook import HORIZONS
from live.insight.forecast.volatility import Volatility
from live.insight.forecast.weights import EACH, ENDS

# A level is begun with the mean of so many moves.
FIRST = 20

# The ends of the 90 % and the 50 % interval, lowest first, as log returns.
Ends = tuple[float, float, float, float]


class Walk:
    """At the close after some moves, of which `volatility` is what they say; it is changed on the way."""

    def __init__(self, volatility: Volatility) -> None:
        self._volatility = volatility
        self._widths = volatility.widths(EACH)
        self._calibrations = [Calibration(ENDS[days], days, place) for place, days in enumerate(HORIZONS)]
        self._close = 0.0
        # The closes before this one, with what was forecast at them.
        self._past: deque[tuple[float, list[float]]] = deque(maxlen=HORIZONS[-1])

    def take(self, move: Move) -> None:
        """Go on to the next close."""
        self._past.append((self._close, self._widths))
        self._close += move.change
        for calibration in self._calibrations:
            if len(self._past) >= calibration.days:
                then, widths = self._past[-calibration.days]
                calibration.learn((self._close - then) / widths[calibration.place])
        self._volatility.take(move)
        self._widths = self._volatility.widths(EACH)

    def forecast(self) -> list[Ends]:
        """For each of HORIZONS."""
        return [calibration.times(width) for calibration, width in zip(self._calibrations, self._widths, strict=True)]


def begun(moves: Sequence[Move]) -> Volatility | None:
    """What these moves say, the first of them read in hindsight; None if there are too few."""
    if len(moves) < FIRST:
        return None
    volatility = Volatility(moves[:FIRST])
    for move in moves:
        volatility.take(move)
    return volatility
