"""The server's messages are whole JSON, `type` first and then `now`."""

import json
from datetime import UTC, datetime

import pytest

from live.push import messages

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
AAPL = messages.encoded({"symbol": "AAPL", "price": 1.5})


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        (
            messages.snapshot(NOW, 3, [AAPL, AAPL], ["ZZZ", "AAA"]),
            "snapshot",
            {"seq": 3, "quotes": [{"symbol": "AAPL", "price": 1.5}] * 2, "unknown": ["AAA", "ZZZ"]},
        ),
        (messages.snapshot(NOW, 0, [], []), "snapshot", {"seq": 0, "quotes": [], "unknown": []}),
        (messages.quotes(NOW, 4, [AAPL]), "quotes", {"seq": 4, "quotes": [{"symbol": "AAPL", "price": 1.5}]}),
        (messages.heartbeat(NOW, 4), "heartbeat", {"seq": 4}),
        (
            messages.status(NOW, messages.encoded({"basis": "delayed"}), False),
            "status",
            {"basis": "delayed", "live": False},
        ),
        (messages.error(NOW, "bad", 'a "word"'), "error", {"code": "bad", "message": 'a "word"'}),
        (messages.pong(NOW), "pong", {}),
    ],
)
def test_a_message_is_one_object_that_names_its_type_and_the_time(text: str, kind: str, rest: dict) -> None:
    message = json.loads(text)
    assert list(message)[:2] == ["type", "now"]
    assert message == {"type": kind, "now": "2026-11-20T15:30:00.000000Z", **rest}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_has_no_word_for_is_never_sent(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        messages.encoded({"price": value})
