"""One event, one line, whatever visitors send."""

import json
from datetime import UTC, datetime

import pytest

from stocker.log_lines import as_json, as_text, of_another, printable, process_of

EVENT = {"timestamp": "2026-11-21 14:05:09.123", "level": "warning", "logger": "live.x", "event": "words"}
FORGERIES = [
    "Not Found: /a\n2026-11-21 14:05:09.123 ERROR   live.x: forged",
    "a\r\nb",
    "a\x1b[2Jb",
    "a\u2028b",
    "a\x85b",
    "a\x0bb\x0cc\x1cd",
    "a\u202eb",
    "a\x00b",
    "a\ud800b",
]


def test_a_text_has_the_time_the_level_the_logger_the_words_and_then_the_rest() -> None:
    text = as_text({**EVENT, "request_id": "1f", "task": "live.poll"})
    assert text == "2026-11-21 14:05:09.123 WARNING live.x: words request_id=1f task=live.poll"


@pytest.mark.parametrize("forged", FORGERIES)
def test_nothing_that_is_said_begins_a_line_of_its_own(forged: str) -> None:
    for event in ({**EVENT, "event": forged}, {**EVENT, "request_id": forged}):
        assert as_text(event).isprintable()
        assert as_json(event).isprintable()
        assert len(as_text(event).splitlines()) == len(as_json(event).splitlines()) == 1
    assert json.loads(as_json({**EVENT, "event": forged}))["event"] == forged


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_traceback_looks_like_no_event(forged: str) -> None:
    event = {**EVENT, "exception": f"Traceback:\n  File\nValueError: {forged}"}
    first, *lines = as_text(event).splitlines()
    assert first.endswith("live.x: words")
    assert lines
    assert all(line.startswith("    ") for line in lines)
    assert len(as_json(event).splitlines()) == 1


def test_what_can_be_shown_is_shown_as_it_is() -> None:
    assert printable("AAPL · Größe 株") == "AAPL · Größe 株"
    assert printable("a\tb\\") == "a\\tb\\"


def test_what_json_has_no_form_for_is_text() -> None:
    told = json.loads(as_json({**EVENT, "at": datetime(2026, 11, 21, tzinfo=UTC)}))
    assert told["at"] == "2026-11-21 00:00:00+00:00"


NOW = datetime(2026, 11, 21, 14, 5, 9, tzinfo=UTC)


def test_a_child_s_event_is_known_by_the_name_of_the_child() -> None:
    said = as_json({**EVENT, "process": "worker", "pid": 7})
    assert json.loads(of_another("poll", said, NOW)) == {**EVENT, "process": "poll", "pid": 7}


@pytest.mark.parametrize("said", ["serving on http://127.0.0.1:8081", "[1]", "null", '{"cut', '{"no": "event"}'])
def test_what_is_no_event_becomes_one(said: str) -> None:
    told = json.loads(of_another("simulator", said, NOW))
    assert (told["event"], told["process"], told["timestamp"]) == (said, "simulator", "2026-11-21T14:05:09Z")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("-m stocker.serve 5 6", "web"),
        ("-m celery --quiet -A stocker worker --queues poll", "worker"),
        ("/venv/bin/celery -A stocker beat --pidfile=", "beat"),
        ("manage.py simulate_alphavantage --port 8081", "simulate_alphavantage"),
        ("-c print()", "print()"),
        ("", "python"),
    ],
)
def test_a_process_is_called_what_it_does(command: str, name: str) -> None:
    assert process_of(command.split()) == name
