"""Who asks is who connected, unless a proxy that was named says otherwise; a household of IPv6 is one place."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.limits.address import believed, encrypted, place

PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("::1")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["6.6.6.6, 203.0.113.7"], "203.0.113.7"),  # the first was the client's own word
        ("127.0.0.1", ["6.6.6.6", "203.0.113.7, 10.1.2.3"], "203.0.113.7"),  # two proxies, two headers
        ("127.0.0.1", ["203.0.113.7:4711"], "203.0.113.7"),
        ("::1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("::ffff:127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("10.9.9.9", ["10.1.1.1"], "10.1.1.1"),  # nobody but proxies
        ("127.0.0.1", ["6.6.6.6, nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["unknown, 203.0.113.7"], "203.0.113.7"),
        ("198.51.100.4", ["203.0.113.7"], "198.51.100.4"),  # a stranger's word
    ],
)
def test_only_a_named_proxy_is_believed(peer: str, forwarded: list[str], client: str) -> None:
    assert believed(peer, forwarded, PROXIES) == client


def test_without_named_proxies_nobody_is() -> None:
    assert believed("127.0.0.1", ["203.0.113.7"], []) == "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "told", "over_tls"),
    [
        ("127.0.0.1", ["https"], True),
        ("127.0.0.1", ["HTTPS, https"], True),
        ("127.0.0.1", ["http"], False),
        ("127.0.0.1", ["https, http"], False),
        ("127.0.0.1", ["https", "http"], False),
        ("127.0.0.1", [], False),
        ("198.51.100.4", ["https"], False),  # a stranger's word
    ],
)
def test_that_it_came_over_tls_only_a_named_proxy_may_say(peer: str, told: list[str], over_tls: bool) -> None:
    assert encrypted(peer, told, PROXIES) is over_tls


@given(st.lists(st.text()))
def test_no_header_raises(forwarded: list[str]) -> None:
    assert believed("127.0.0.1", forwarded, PROXIES)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
    ],
)
def test_what_counts_as_one_place(address: str, counted: str) -> None:
    assert place(address) == counted
