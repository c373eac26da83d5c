"""The installation's secrets are hidden wherever they stand in a text, and nothing else is."""

import html
import json
from urllib.parse import quote

import pytest

from stocker.error_pages import Shown
from stocker.redaction import HIDDEN, hide, keep_from_all

SECRET = "w0rd of/many+forms 'quoted'"
PASSWORD = "p@ss/word+with 9"
keep_from_all(SECRET)
keep_from_all(f"redis://user:{quote(PASSWORD, safe='')}@host:6379/0?sentinel_password=0ther-word")
keep_from_all("short")


@pytest.mark.parametrize("secret", [SECRET, PASSWORD, "0ther-word"])
@pytest.mark.parametrize(
    "written", [str, repr, json.dumps, html.escape, lambda text: quote(text, safe=""), str.upper, lambda text: text * 2]
)
def test_a_secret_is_hidden_in_every_form(secret: str, written) -> None:
    told = hide(f"before {written(secret)} after")
    assert HIDDEN in told
    assert secret[:6].lower() not in told.lower()
    assert (told[:7], told[-6:]) == ("before ", " after")


def test_a_password_in_any_address_is_hidden_and_the_rest_is_told() -> None:
    assert hide("postgres://user:x1@host/name") == f"postgres://user:{HIDDEN}@host/name"
    assert hide("redis+socket://:pw@/run/redis.sock") == f"redis+socket://:{HIDDEN}@/run/redis.sock"


@pytest.mark.parametrize("text", ["a short word", "http://host:8000/?a=b@c", "user@host: hello", "12:30 a@b"])
def test_nothing_else_is_hidden(text: str) -> None:
    assert hide(text) == text


def test_a_variable_is_hidden_before_the_page_cuts_it() -> None:
    shown = repr(Shown({"x": "-" * 4080 + SECRET}))
    assert "w0rd" not in shown
    assert "forms" not in shown


def test_a_variable_that_cannot_show_itself_is_no_second_error() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError("a mistake")

    assert repr(Shown(Broken())) == "Error in formatting: RuntimeError"
