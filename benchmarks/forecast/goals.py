"""What was promised of the next day's intervals, and whether it was kept."""

from collections.abc import Sequence
from statistics import fmean

from benchmarks.forecast.runs import Result

NINETY, FIFTY = (0.88, 0.92), (0.47, 0.53)
LONG_GAIN, SHORT_GAIN = 0.08, 0.05
WORST = 1.01


def lines(results: Sequence[Result], rival: str, gain: float, ewma: bool) -> list[tuple[str, bool]]:
    """Each goal in words with its figures, and whether it was met. `rival` is the constant one."""
    inside90 = [result.tallies[1].part(result.tallies[1].inside90) for result in results]
    inside50 = [result.tallies[1].part(result.tallies[1].inside50) for result in results]
    better = 1 - fmean(result.against(rival) for result in results)
    found = [
        _within("the 90 % interval holds", inside90, NINETY),
        _within("the 50 % interval holds", inside50, FIFTY),
        (f"mean score {better:.1%} better than {rival}, goal {gain:.0%}", better >= gain),
    ]
    if ewma:
        ratios = [result.against("riskmetrics") for result in results]
        average, worst = fmean(ratios), max(ratios)
        found.append((f"mean score {average:.3f} of riskmetrics', goal under 1", average < 1))
        found.append((f"at worst {worst:.3f} of riskmetrics', goal {WORST}", worst <= WORST))
    return found


def _within(words: str, parts: Sequence[float], goal: tuple[float, float]) -> tuple[str, bool]:
    low, high = min(parts), max(parts)
    text = f"{words} {low:.1%} to {high:.1%} of the days, goal {goal[0]:.0%} to {goal[1]:.0%} on every series"
    return text, goal[0] <= low and high <= goal[1]
