"""What holds for each path: who may call it, who may frame it, and what is said when all goes wrong."""

import logging
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis")]


def test_a_host_that_is_not_admitted_is_told_the_setting_and_logged_once(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answers = [client.get("/", HTTP_HOST="stocks.example.org") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {400}
    page = answers[0].content.decode()
    assert "does not answer to “stocks.example.org”" in page
    assert "<code>ALLOWED_HOSTS</code>" in page
    told = [record for record in caplog.records if "ALLOWED_HOSTS" in record.getMessage()]
    assert len(told) == 1
    assert told[0].exc_info is None


def test_robots_stay_out_of_what_would_spend_requests(client: Client) -> None:
    assert "Disallow: /stocks/\nDisallow: /l/" in client.get("/robots.txt").content.decode()


def test_the_icon_is_found_by_its_old_name_too(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/icon.svg"


def test_no_other_site_may_frame_a_page(client: Client) -> None:
    assert client.get("/").headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "path", ["/", "/no-such-page/", "/admin/", "/admin/login/", "/static/icon.svg", "/service-worker.js", "/healthz"]
)
def test_a_browser_runs_nothing_that_is_written_into_a_page(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'"} <= set(policy)
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", ["/static/no-such.js", "/static/no/such.css"])
def test_a_page_in_place_of_a_file_has_the_policy_too(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_refused_host_is_answered_with_the_policy_too(client: Client) -> None:
    assert "script-src 'self'" in client.get("/", HTTP_HOST="stocks.example.org").headers["Content-Security-Policy"]


def test_an_error_of_the_server_is_a_page_in_words(client: Client, settings: Settings) -> None:
    client.raise_request_exception = False
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.live.test_every_answer.broken"]
    answer = client.get("/")
    assert answer.status_code == 500
    assert "The server made a mistake" in answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


class AtAUnixSocket(Client):
    """A server there knows of nobody's address."""

    def _base_environ(self, **request: Any) -> Any:
        environ = super()._base_environ(**request)
        del environ["REMOTE_ADDR"]
        return environ


def test_who_comes_by_a_unix_socket_and_has_no_address_is_served() -> None:
    client = AtAUnixSocket()
    paths = ["/", "/market-cap/", "/admin/login/", "/metrics"]
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 403]
    assert client.get("/api/quotes/?symbols=AAPL").status_code == 200
    assert client.post("/watchlist/clear/").status_code == 303


def broken(get_response: object) -> object:
    def middleware(request: object) -> None:
        raise RuntimeError("a mistake")

    return middleware
