from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.providers.secret import HIDDEN, Secret

KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)


@given(key=KEYS, before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_key_is_hidden_however_it_is_written(key: str, before: str, after: str) -> None:
    for written in (key, quote(key), quote(key, safe=""), quote_plus(key), key.lower(), repr(key)):
        assert written not in Secret(key).redact(f"{before}{written}{after}")


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("/query?function=A&apikey=UNKNOWN&x=1", f"/query?function=A&apikey={HIDDEN}&x=1"),
        ("We have detected your API key as ABC123 and", f"We have detected your API key as {HIDDEN} and"),
        ("the parameter apikey is invalid or missing", "the parameter apikey is invalid or missing"),
    ],
)
def test_without_a_key_only_the_places_of_keys_are_hidden(text: str, redacted: str) -> None:
    assert Secret("").redact(text) == redacted


def test_a_key_does_not_show_itself() -> None:
    secret = Secret("ABC123")
    assert "ABC123" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == "ABC123"
