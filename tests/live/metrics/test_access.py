"""Who may read the metrics."""

import pytest
from django.http.request import HttpHeaders

from live.metrics.access import refusal

TOKEN = "a-token-of-the-operator"


@pytest.mark.parametrize(
    ("address", "headers", "token", "admitted"),
    [
        ("127.0.0.1", {}, "", True),
        ("::1", {}, "", True),
        ("::ffff:127.0.0.1", {}, "", True),
        ("192.168.1.7", {}, "", False),
        ("203.0.113.9", {}, "", False),
        ("", {}, "", False),
        ("unix:", {}, "", False),
        # A proxy on this machine passes on what comes from elsewhere.
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, "", False),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, "", False),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}, "", False),
        ("127.0.0.1", {"Via": "1.1 caddy"}, "", False),
        ("203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, TOKEN, True),
        ("203.0.113.9", {"Authorization": f"bearer  {TOKEN} "}, TOKEN, True),
        ("127.0.0.1", {}, TOKEN, False),
        ("127.0.0.1", {"Authorization": "Bearer "}, TOKEN, False),
        ("127.0.0.1", {"Authorization": f"Bearer {TOKEN}x"}, TOKEN, False),
        ("127.0.0.1", {"Authorization": f"Basic {TOKEN}"}, TOKEN, False),
        ("127.0.0.1", {"Authorization": "Bearer \xfc"}, TOKEN, False),
    ],
)
def test_who_is_admitted(address: str, headers: dict[str, str], token: str, admitted: bool) -> None:
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    words = refusal(address, HttpHeaders(environ), token)
    assert (words == "") is admitted
    assert admitted or "METRICS_TOKEN" in words
    assert TOKEN not in words
