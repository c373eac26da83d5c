"""What HOST means to browsers."""

from stocker.addresses import LOOPBACK, admitted, bracketed, network_address, reached_by


def test_a_page_for_this_machine_alone_admits_this_machines_names() -> None:
    assert admitted("127.0.0.1") == LOOPBACK
    assert reached_by("127.0.0.1") == ["127.0.0.1"]


def test_a_page_for_all_admits_this_machines_network_address_and_no_other() -> None:
    own = network_address()
    assert admitted("0.0.0.0") == [*LOOPBACK, *([own] if own else [])]
    assert reached_by("0.0.0.0") == [*([own] if own else []), "127.0.0.1"]


def test_an_address_of_one_network_is_admitted_as_it_stands() -> None:
    assert admitted("192.168.1.5") == [*LOOPBACK, "192.168.1.5"]


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert bracketed("fe80::1") == "[fe80::1]"
    assert admitted("fe80::1") == [*LOOPBACK, "[fe80::1]"]
