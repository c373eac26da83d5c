"""One REDIS_URL, and what each library is given."""

import ssl

import pytest

from stocker.redis_urls import RedisUrls


@pytest.mark.parametrize(
    ("url", "data", "broker"),
    [
        ("redis://127.0.0.1", "redis://127.0.0.1/0", "redis://127.0.0.1/1"),
        ("redis://127.0.0.1:6380/4", "redis://127.0.0.1:6380/4", "redis://127.0.0.1:6380/5"),
        ("redis://:pa%23ss@redis:6379/0", "redis://:pa%23ss@redis:6379/0", "redis://:pa%23ss@redis:6379/1"),
        ("rediss://redis/2", "rediss://redis/2", "rediss://redis/3?ssl_cert_reqs=required"),
        ("unix:///run/r.sock", "unix:///run/r.sock?db=0", "redis+socket:///run/r.sock?virtual_host=1"),
        ("unix:///run/r.sock?db=2", "unix:///run/r.sock?db=2", "redis+socket:///run/r.sock?virtual_host=3"),
        (
            "unix://:pw@/a%20b/r.sock",
            "unix://:pw@/a%20b/r.sock?db=0",
            "redis+socket://:pw@/a%20b/r.sock?virtual_host=1",
        ),
    ],
)
def test_the_broker_has_the_database_after_that_of_the_data(url: str, data: str, broker: str) -> None:
    assert RedisUrls.derive(url) == RedisUrls(data, broker)


def test_no_password_is_in_what_an_error_page_would_show() -> None:
    assert "secret" not in repr(RedisUrls.derive("redis://:secret@redis:6379/0"))


@pytest.mark.parametrize(
    "url",
    [
        "sentinel://",
        "sentinel://one:26379",
        "sentinel://one:26379/",
        "sentinel://one:port/mymaster",
        "sentinel://:a#b@one/mymaster",
        "",
        "127.0.0.1:6379",
        "http://127.0.0.1",
        "redis://",
        "redis://h/zero",
        "redis://h:0/0",
        "unix://r.sock",
        "redis://[::1",
    ],
)
def test_what_no_client_knows_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match=r"redis://127\.0\.0\.1:6379/0"):
        RedisUrls.derive(url)


@pytest.mark.parametrize(
    "url",
    [
        "redis://user:hid#den@host/0",
        "redis://user:hid/den@host/0",
        "redis://:hidden@h:x/0",
        "sentinel://user:hid#den@host/mymaster",
        "sentinel://:hidden@host:x/mymaster",
    ],
)
def test_a_refusal_repeats_no_part_of_a_password(url: str) -> None:
    with pytest.raises(ValueError, match="must begin with") as refusal:
        RedisUrls.derive(url)
    assert "hid" not in str(refusal.value)


def test_sentinels_are_asked_for_the_redis_and_keep_a_password_of_their_own() -> None:
    urls = RedisUrls.derive("sentinel://me:pa%23ss@one,[::1]:26380/mymaster/4?sentinel_password=own")
    assert urls.data == ""
    assert urls.broker == "sentinel://me:pa%23ss@one:26379/5;sentinel://me:pa%23ss@[::1]:26380/5"
    layer = urls.for_layer()
    assert layer["sentinels"] == [("one", 26379), ("::1", 26380)]
    assert (layer["master_name"], layer["db"], layer["username"], layer["password"]) == ("mymaster", 4, "me", "pa#ss")
    assert layer["sentinel_kwargs"]["password"] == urls.for_broker()["sentinel_kwargs"]["password"] == "own"
    assert urls.for_broker()["master_name"] == "mymaster"
    assert urls.broker_tls() is None
    assert "pa#ss" not in repr(urls.sentinels)
    assert "own" not in repr(urls.sentinels)


def test_sentinels_with_tls_are_checked_against_the_authority_that_is_named() -> None:
    urls = RedisUrls.derive("sentinels://one/mymaster?ssl_ca_certs=/etc/ca.pem")
    for options in (urls.for_layer(), urls.for_layer()["sentinel_kwargs"], urls.for_broker()["sentinel_kwargs"]):
        assert (options["ssl"], options["ssl_ca_certs"], options["ssl_cert_reqs"]) == (True, "/etc/ca.pem", "required")
    assert urls.broker_tls() == {"ssl_ca_certs": "/etc/ca.pem", "ssl_cert_reqs": ssl.CERT_REQUIRED}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sentinel://one/mymaster/zero", "by its number"),
        ("sentinel://one/mymaster?ssl_ca_certs=/ca.pem", "ssl_ca_certs"),
        ("sentinels://one/mymaster?ssl_cert_reqs=maybe", "ssl_cert_reqs=required"),
    ],
)
def test_what_a_sentinel_s_address_cannot_mean_is_refused_in_words(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        RedisUrls.derive(url)
