"""Who may open another socket: by session, by address, and by how fast they come."""

from hypothesis import given
from hypothesis import strategies as st

from live.limits import sockets as module
from live.limits.refusals import WORDS, Limit
from live.limits.sockets import SocketLimits, Sockets

FEW = SocketLimits(per_session=2, per_address=3, new_per_second=0)


def test_a_session_and_an_address_have_so_many_and_no_more() -> None:
    sockets = Sockets(FEW)
    assert [sockets.enter("a", "s", 0) for _ in range(3)] == [None, None, Limit.SESSION]
    assert [sockets.enter("a", "t", 0), sockets.enter("a", None, 0)] == [None, Limit.ADDRESS]
    assert sockets.enter("b", "s", 0) is Limit.SESSION  # from elsewhere too
    assert sockets.enter("b", "u", 0) is None


def test_a_browser_that_is_refused_takes_nothing_from_the_others_of_its_address() -> None:
    sockets = Sockets(SocketLimits(per_session=2, per_address=1_000, new_per_second=50))
    refused = [sockets.enter("office", "flaps", 0) for _ in range(2_000)]
    assert refused == [None] * 2 + [Limit.SESSION] * 1_998
    assert [sockets.enter("office", f"colleague-{number}", 0) for number in range(300)] == [None] * 300


def test_who_leaves_makes_room() -> None:
    sockets = Sockets(FEW)
    for _ in range(2):
        sockets.enter("a", "s", 0)
    sockets.leave("a", "s")
    assert sockets.enter("a", "s", 0) is None


def test_a_class_may_come_at_once_and_a_flapping_socket_may_not_for_ever() -> None:
    sockets = Sockets(SocketLimits(per_session=0, per_address=1_000, new_per_second=50))
    assert [sockets.enter("school", None, 0) for _ in range(600)] == [None] * 600
    for _ in range(400):
        sockets.enter("flapping", None, 0)
        sockets.leave("flapping", None)
    came = [sockets.enter("flapping", None, second / 1000) for second in range(1000)]
    assert came.count(None) == 600 + 49
    assert came[-1] in (None, Limit.NEWCOMERS)
    assert sockets.enter("elsewhere", None, 1) is None


def test_zero_is_without_end() -> None:
    sockets = Sockets(SocketLimits())
    assert not any(sockets.enter("a", "s", 0) for _ in range(10_000))


def test_addresses_that_were_quiet_are_forgotten() -> None:
    sockets = Sockets(SocketLimits(new_per_second=1))
    for number in range(10 * module.REMEMBERED):
        sockets.enter(str(number), None, float(number))
        sockets.leave(str(number), None)
    assert len(sockets._newcomers) <= module.REMEMBERED


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["s", "t", None]))))
def test_when_all_have_left_nothing_is_counted(visits: list[tuple[str, str | None]]) -> None:
    sockets = Sockets(FEW)
    for address, session in [visit for visit in visits if sockets.enter(*visit, 0) is None]:
        sockets.leave(address, session)
    assert not sockets._of_address
    assert not sockets._of_session


def test_the_words_fit_a_closing_frame() -> None:
    assert all(len(words.encode()) <= 123 for words in WORDS.values())
