"""Words and figures that the server alone writes."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from live import formats, words

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def test_facts_say_when_and_by_whom_they_were_told_on_the_exchange_s_calendar() -> None:
    evening = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert words.told(evening, NOW, NEW_YORK, simulated=False) == "as of 20 Nov, from the provider"
    assert words.told(NOW, NOW, NEW_YORK, simulated=True) == "as of 21 Nov, simulated"


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Short.", "Short.", ""),
        ("One sentence. Two sentences. Three.", "One sentence.", "Two sentences. Three."),
        ("A. long company without an end to it", "A. long company", "without an end to it"),
        ("x" * 30, "x" * 20, "x" * 10),
    ],
)
def test_a_long_text_begins_with_whole_sentences_or_words(text: str, first: str, rest: str) -> None:
    assert words.opening(text, 20) == (first, rest)


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("TECHNOLOGY", "Technology"),
        ("REIT - RETAIL", "REIT - retail"),
        ("SERVICES-PREPACKAGED SOFTWARE", "Services-prepackaged software"),
        ("Consumer Electronics", "Consumer Electronics"),
        ("", ""),
    ],
)
def test_capitals_are_calmed(text: str, calm: str) -> None:
    assert words.calm(text) == calm


def test_figures_have_two_decimals_and_shares_are_percent() -> None:
    assert [formats.figure(Decimal(text)) for text in ("0.9", "31.054", "-2")] == ["0.90", "31.05", "−2.00"]
    assert [formats.share(Decimal(text)) for text in ("0.0044", "0.00945", "1")] == ["0.44%", "0.95%", "100.00%"]
    assert (formats.figure(None), formats.share(None)) == ("–", "–")
