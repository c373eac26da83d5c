"""Behind a proxy that ends TLS: Django's own checks are content, and browsers are told to stay with https."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.environment import ROOT
from tests.flows.product import Product
from tests.stocker.test_compose import SERVICES

BEHIND_TLS = {
    "ALLOWED_HOSTS": "stocks.example.org,127.0.0.1",
    "TRUSTED_ORIGINS": "https://stocks.example.org",
    "TRUSTED_PROXIES": "127.0.0.1",
}
IN_ENV_FILE = {"SECRET_KEY": secrets.token_urlsafe(50), "POSTGRES_PASSWORD": "letters"}


def in_the_container(**settings: str) -> dict[str, str]:
    """The environment of the compose file's web process, with these settings in `.env`."""
    chosen = IN_ENV_FILE | settings

    def filled(text: str) -> str:
        return re.sub(r"\$\{(\w+)(?::?[-?][^}]*)?\}", lambda found: chosen.get(found[1], ""), text)

    return {name: filled(str(value)) for name, value in SERVICES["web"]["environment"].items()}


def checked(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    everything = os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=everything, capture_output=True, text=True, check=False)


def test_djangos_checks_for_deployment_find_nothing_in_the_containers_settings() -> None:
    done = checked(in_the_container(**BEHIND_TLS))
    assert done.returncode == 0, done.stderr


def test_they_would_find_cookies_that_go_without_tls_and_a_short_secret() -> None:
    without = {"TRUSTED_ORIGINS": "http://stocks.example.org", "SECRET_KEY": "short"}
    done = checked(in_the_container(**BEHIND_TLS | without))
    assert done.returncode == 1
    assert {"security.W004", "security.W009", "security.W012", "security.W016"} <= set(
        re.findall(r"security\.W\d+", done.stderr)
    )


@pytest.fixture(scope="module")
def served() -> Iterator[httpx.Client]:
    """A web process behind a proxy that ends TLS, as that proxy asks it."""
    with Product(**BEHIND_TLS) as product:
        product.web()
        host = {"Host": "stocks.example.org"}
        with httpx.Client(base_url=f"http://{product.address}", headers=host, timeout=60) as client:
            yield client


def test_browsers_are_told_to_insist_on_https_once_they_came_by_it(served: httpx.Client) -> None:
    by_https = served.get("/", headers={"X-Forwarded-Proto": "https"})
    assert by_https.headers["Strict-Transport-Security"] == "max-age=2592000"
    assert "Strict-Transport-Security" not in served.get("/").headers


def test_cookies_go_over_https_alone(served: httpx.Client) -> None:
    page = served.get("/", headers={"X-Forwarded-Proto": "https"})
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    answer = served.post(
        "/watchlist/add/",
        data={"csrfmiddlewaretoken": token[1], "symbol": "AAPL"},
        headers={
            "X-Forwarded-Proto": "https",
            "Origin": "https://stocks.example.org",
            "Cookie": page.headers["Set-Cookie"].split(";")[0],
        },
    )
    assert answer.status_code == 303
    cookies = [*page.headers.get_list("Set-Cookie"), *answer.headers.get_list("Set-Cookie")]
    assert {cookie.split("=")[0] for cookie in cookies} == {"csrftoken", "sessionid"}
    assert all("; Secure" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
