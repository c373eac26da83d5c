"""An outlook comes back from JSON as it was, and what cannot be one is refused."""

import json
from datetime import date

import pytest

from live.insight.forecast.outlook import Coverage, Outlook, Quantiles

DAY = Quantiles(-0.02, -0.008, 0.0005, 0.009, 0.021)
WEEK = Quantiles(-0.05, -0.02, 0.002, 0.022, 0.052)
MONTH = Quantiles(-0.1, -0.04, 0.008, 0.05, 0.11)
OUTLOOK = Outlook(date(2026, 11, 20), {1: DAY, 5: WEEK, 20: MONTH}, "some way", Coverage(92, 84, 47))


@pytest.mark.parametrize("outlook", [OUTLOOK, Outlook(date(2026, 11, 20), {1: DAY, 5: WEEK, 20: MONTH}, "untested")])
def test_an_outlook_comes_back_as_it_was(outlook: Outlook) -> None:
    assert Outlook.from_json(json.loads(json.dumps(outlook.as_json()))) == outlook


@pytest.mark.parametrize(
    "values",
    [
        {},
        OUTLOOK.as_json() | {"made_from": "soon"},
        OUTLOOK.as_json() | {"horizons": {}},
        OUTLOOK.as_json() | {"horizons": []},
        OUTLOOK.as_json() | {"coverage": {"days": 3, "inside90": 4, "inside50": 1}},
        OUTLOOK.as_json() | {"coverage": {"days": 3}},
    ],
)
def test_what_is_no_outlook_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no |Invalid"):
        Outlook.from_json(values)


@pytest.mark.parametrize(
    "values", [(0.1, 0.0, 0.0, 0.0, 0.2), (-1.0, 0.0, float("nan"), 0.0, 1.0), (-1.0, 0.0, 0.0, 0.0, float("inf"))]
)
def test_quantiles_are_finite_and_in_order(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="no quantiles"):
        Quantiles(*values)


def test_under_sixty_tested_days_nothing_is_said() -> None:
    assert [Coverage(days, days, 0).tells for days in (0, 59, 60)] == [False, False, True]
