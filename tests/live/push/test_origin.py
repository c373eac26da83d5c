"""Which pages may open a socket: a table."""

import pytest

from live.push.origin import refusal

HERE = "127.0.0.1:8000"


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, HERE),
        ("http://127.0.0.1:8000", HERE),
        ("https://stocks.example.org", "stocks.example.org"),
        ("https://stocks.example.org", "STOCKS.example.org:443"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_the_page_of_this_very_host_and_port_is_admitted(origin: str | None, host: str) -> None:
    assert refusal(origin, host, True, []) is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "http://localhost:8000",
        "http://127.0.0.1:8000.evil.example",
        "http://evil.example",
        "http://evil@127.0.0.1:8000",
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:eight",
        "ws://127.0.0.1:8000",
        "chrome-extension://127.0.0.1:8000",
        "http://[::1",
    ],
)
def test_any_other_page_is_not(origin: str) -> None:
    assert refusal(origin, HERE, True, [])


def test_a_host_that_is_not_allowed_is_refused_by_the_name_of_its_setting() -> None:
    why = refusal("http://rebound.example:8000", "rebound.example:8000", False, [])
    assert why is not None
    assert "ALLOWED_HOSTS" in why


@pytest.mark.parametrize(
    ("origin", "admitted"),
    [
        ("https://stocks.example.org", True),
        ("https://STOCKS.example.org:443", True),
        ("http://stocks.example.org", False),
        ("https://stocks.example.org:8443", False),
        ("https://a.wide.example.com", True),
        ("https://wide.example.com", False),
        ("https://notwide.example.com", False),
        ("http://127.0.0.1:8000", False),
        ("null", False),
    ],
)
def test_named_origins_are_admitted_whole_and_no_others(origin: str, admitted: bool) -> None:
    trusted = ["https://stocks.example.org", "https://*.wide.example.com"]
    assert (refusal(origin, HERE, True, trusted) is None) == admitted


def test_what_is_said_of_a_foreign_origin_is_short_and_plain() -> None:
    why = refusal("http://" + "é\n" * 5000, HERE, True, [])
    assert why is not None
    assert why.isascii()
    assert len(why) < 1500
