"""One REDIS_URL, and what each library is given."""

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


@pytest.mark.parametrize(
    "url",
    [
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


@pytest.mark.parametrize("url", ["redis://user:hid#den@host/0", "redis://user:hid/den@host/0", "redis://:hidden@h:x/0"])
def test_a_refusal_repeats_no_part_of_a_password(url: str) -> None:
    with pytest.raises(ValueError, match="must begin with") as refusal:
        RedisUrls.derive(url)
    assert "hid" not in str(refusal.value)
