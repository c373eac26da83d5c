"""What a browser says is understood or refused in words; nothing raises."""

import json

from hypothesis import given
from hypothesis import strategies as st

from live.push.requests import Ping, Refused, Visible, Watch, decode
from tickers.symbols import MAX_SYMBOLS


def test_a_set_has_no_order_and_names_each_symbol_once() -> None:
    one = decode('{"type": "watch", "symbols": ["AAPL", "BRK-B", "AAPL"]}')
    other = decode('{"symbols": ["BRK-B", "AAPL"], "type": "watch", "more": null}')
    assert one == other == Watch(frozenset({"AAPL", "BRK-B"}))


def test_a_board_says_that_nobody_picked_what_it_shows() -> None:
    assert decode('{"type": "watch", "symbols": ["AAPL"], "spare": true}') == Watch(frozenset({"AAPL"}), spare=True)
    assert decode('{"type": "watch", "symbols": [], "spare": 1}') == Refused("not_spare", '"spare" is true or false.')


def test_nothing_may_be_watched_too() -> None:
    assert decode('{"type": "watch", "symbols": []}') == Watch(frozenset())


def test_a_page_says_whether_anybody_looks_and_what_it_keeps() -> None:
    assert decode('{"type": "visible", "visible": true}') == Visible(True)
    assert decode('{"type": "visible", "visible": false, "keep": ["IBM"]}') == Visible(False, frozenset({"IBM"}))
    assert decode('{"type": "ping"}') == Ping()


def test_fifty_symbols_fit_and_one_more_does_not() -> None:
    symbols = [f"S{number}" for number in range(MAX_SYMBOLS)]
    assert isinstance(decode(json.dumps({"type": "watch", "symbols": symbols})), Watch)
    refused = decode(json.dumps({"type": "watch", "symbols": [*symbols, "MORE"]}))
    assert isinstance(refused, Refused)
    assert "50" in refused.message


def test_what_is_too_big_is_refused_unread() -> None:
    for text in (" " * 5000, "é" * 2049, "9" * 5000):
        assert decode(text) == Refused("too_big", "A message may have at most 4096 bytes.")


def test_a_bad_symbol_is_shown_back_cut_short_and_in_plain_characters() -> None:
    refused = decode(json.dumps({"type": "watch", "symbols": ["<b>\u0663" * 100]}))
    assert isinstance(refused, Refused)
    assert refused.message.isascii()
    assert len(refused.message) < 100


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner), max_leaves=8
)


@given(st.text() | st.none())
def test_no_text_raises(text: str | None) -> None:
    assert isinstance(decode(text), Refused | Watch | Visible | Ping)


@given(
    st.sampled_from(["watch", "visible", "ping", "snapshot"]),
    st.dictionaries(st.sampled_from(["symbols", "visible", "keep"]), anything),
)
def test_no_message_raises(kind: str, values: dict[str, object]) -> None:
    assert isinstance(decode(json.dumps({"type": kind, **values})), Refused | Watch | Visible | Ping)
