"""Signing in to the admin: guessing is slow, and nobody can keep the operator out."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from stocker import signed_in
from tickers.models import Ticker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis")]

RIGHT = "correct horse battery staple"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture(autouse=True)
def _operator(django_user_model, settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the usual one is slow on purpose
    django_user_model.objects.create_superuser("operator", password=RIGHT)


def sign_in(client: Client, password: str, address: str = HERE, name: str = "operator", agent: str = "one"):
    form = {"username": name, "password": password, "next": "/admin/"}
    return client.post("/admin/login/", form, REMOTE_ADDR=address, HTTP_USER_AGENT=agent)


def guess(client: Client, times: int = 5) -> list[int]:
    """With another browser each time, which changes nothing."""
    return [sign_in(client, "wrong", agent=f"agent {n}").status_code for n in range(times)]


def test_after_five_failures_the_right_password_is_refused_too_in_words(client: Client) -> None:
    assert guess(client) == [200, 200, 200, 200, 429]
    answer = sign_in(client, RIGHT)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    words = answer.content.decode()
    assert "for 15 minutes" in words
    assert "python manage.py axes_reset" in words
    assert client.get("/admin/").status_code == 302


def test_a_household_counts_as_one_address(client: Client) -> None:
    for n in range(5):
        sign_in(client, "wrong", address=f"2001:db8::{n}")
    assert sign_in(client, RIGHT, address="2001:db8::abcd").status_code == 429
    assert sign_in(client, RIGHT, address="2001:db8:0:1::1").status_code == 302


def test_a_stranger_elsewhere_does_not_lock_the_operator_out(client: Client) -> None:
    guess(client)
    assert sign_in(client, RIGHT, address=ELSEWHERE).status_code == 302


def test_who_goes_on_guessing_does_not_lengthen_the_time(client: Client) -> None:
    guess(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert sign_in(client, "wrong").status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, RIGHT).status_code == 302


def test_a_success_forgets_the_failures_before_it(client: Client) -> None:
    guess(client, 4)
    assert sign_in(client, RIGHT).status_code == 302
    assert guess(Client(), 4) == [200] * 4


def test_one_command_lifts_it(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    guess(client)
    call_command("axes_reset")
    assert "5 attempts removed" in capsys.readouterr().out
    assert sign_in(client, RIGHT).status_code == 302


def aged(client: Client, days: float) -> None:
    """The signing in of this browser's session was so long ago."""
    row = Session.objects.get(session_key=client.cookies["sessionid"].value)
    content = row.get_decoded()
    content[signed_in.SINCE] -= days * 24 * 3600
    row.session_data = Session.objects.encode(content)
    row.save()


def test_after_two_weeks_one_signs_in_again_and_what_one_picked_is_still_there(client: Client) -> None:
    Ticker.objects.create(symbol="AAPL", name="Apple", exchange="NASDAQ")
    sign_in(client, RIGHT)
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    assert client.get("/admin/").status_code == 200
    aged(client, 13.9)
    assert client.get("/admin/").status_code == 200
    aged(client, 0.2)
    before = client.cookies["sessionid"].value
    assert "/admin/login/" in client.get("/admin/")["Location"]
    assert 'data-symbol="AAPL"' in client.get("/").content.decode()
    assert sign_in(client, RIGHT).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.cookies["sessionid"].value != before, "whoever had the old one is not signed in with it"
    assert 'data-symbol="AAPL"' in client.get("/").content.decode()


def test_what_was_picked_stays_when_one_signs_out_and_when_a_new_password_does(
    client: Client, django_user_model
) -> None:
    Ticker.objects.create(symbol="AAPL", name="Apple", exchange="NASDAQ")
    sign_in(client, RIGHT)
    client.post("/watchlist/add/", {"symbol": "AAPL"})
    before = client.cookies["sessionid"].value
    assert client.post("/admin/logout/").status_code == 200
    assert not Session.objects.filter(session_key=before).exists()
    assert "/admin/login/" in client.get("/admin/")["Location"]
    assert 'data-symbol="AAPL"' in client.get("/").content.decode()

    sign_in(client, RIGHT)
    operator = django_user_model.objects.get(username="operator")
    operator.set_password("another one")
    operator.save()
    assert "/admin/login/" in client.get("/admin/")["Location"]
    assert 'data-symbol="AAPL"' in client.get("/").content.decode()


def test_no_password_is_kept_or_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    guessed = "a guess that is nearly right"
    sign_in(client, guessed)
    kept = str(list(AccessAttempt.objects.values()))
    assert guessed not in kept + caplog.text
    assert quote(guessed) not in kept + caplog.text
