"""What the text of a setting may be, and the words of a refusal."""

from collections.abc import Callable
from typing import Any

import pytest

from stocker import setting_values as values

TAKEN: list[tuple[Callable[[str], Any], str, Any]] = [
    (values.boolean, "Yes", True),
    (values.boolean, "0", False),
    (values.whole(1, 65_535), "8000", 8000),
    (values.decimal, "2.5", 2.5),
    (values.names, " a, b ,,c", ["a", "b", "c"]),
    (values.one_of("always", "exchange"), "exchange", "exchange"),
    (values.host, "0.0.0.0", "0.0.0.0"),
    (values.host, "[::1]", "::1"),
    (values.host, "my-machine.local", "my-machine.local"),
    (values.hosts, "a.example, .b.example,[::1],*", ["a.example", ".b.example", "[::1]", "*"]),
    (values.origins, "https://a.example, http://[::1]:8000", ["https://a.example", "http://[::1]:8000"]),
    (values.http_url, "https://www.alphavantage.co/", "https://www.alphavantage.co"),
    (values.admin_path, "/back/office/", "back/office"),
    (values.provider_key, "ABC123", "ABC123"),
    (values.prefix, "stocker-2", "stocker-2"),
    (values.database, "sqlite:////tmp/x.sqlite3", "/tmp/x.sqlite3"),
    (values.database, "postgres://u:p@h:5433/n", "n"),
]

REFUSED: list[tuple[Callable[[str], Any], str]] = [
    (values.boolean, "maybe"),
    (values.whole(1, 65_535), "0"),
    (values.whole(1, 65_535), "٣"),
    (values.whole(1, 65_535), "1e3"),
    (values.decimal, "ten"),
    (values.one_of("always", "exchange"), "sometimes"),
    (values.host, "http://127.0.0.1"),
    (values.host, "127.0.0.1:8000 "),
    (values.hosts, "https://a.example"),
    (values.hosts, "a.example:8000"),
    (values.origins, "a.example"),
    (values.origins, "https://a.example/path"),
    (values.origins, "https://*"),
    (values.admin_path, "<str:x>"),
    (values.admin_path, "/"),
    (values.admin_path, "../office"),
    (values.admin_path, "back//office"),
    (values.prefix, "a:b"),
    (values.database, "mysql://u:p@h/n"),
]

# Each of these holds the word "hidden" where a secret would be.
SECRETS: list[tuple[Callable[[str], Any], str]] = [
    (values.provider_key, "hidden key"),
    (values.provider_key, "hidden\nkey"),
    (values.http_url, "https://www.alphavantage.co/query?apikey=hidden"),
    (values.http_url, "https://user:hidden@www.alphavantage.co"),
    (values.http_url, "https://www.alphavantage.co:hidden"),
    (values.database, "postgres://user:hid[den@host/name-hidden"),
    (values.database, "hidden"),
]


@pytest.mark.parametrize(("read", "text", "value"), TAKEN)
def test_what_makes_sense_is_taken(read: Callable[[str], Any], text: str, value: Any) -> None:
    taken = read(text)
    assert (taken["NAME"] if isinstance(taken, dict) else taken) == value


@pytest.mark.parametrize(("read", "text"), REFUSED)
def test_what_makes_no_sense_is_refused_in_words_that_follow_the_settings_name(
    read: Callable[[str], Any], text: str
) -> None:
    with pytest.raises(ValueError, match=r"^must b"):
        read(text)


@pytest.mark.parametrize(("read", "text"), SECRETS)
def test_what_may_be_a_secret_is_not_repeated(read: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"^must b") as refusal:
        read(text)
    assert "hidden" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_a_sqlite_file_elsewhere_is_written_by_one_at_a_time_as_the_usual_one_is() -> None:
    assert values.database("sqlite:////tmp/x.sqlite3")["OPTIONS"] == values.SQLITE_OPTIONS
    assert values.SQLITE_OPTIONS["transaction_mode"] == "IMMEDIATE"
