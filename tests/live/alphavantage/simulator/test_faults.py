"""Faults: how they are written, whom they strike and how long."""

import pytest

from live.alphavantage.simulator.faults import Fault, Faults, Kind


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("outage", Fault(Kind.OUTAGE)),
        ("slow seconds=3 function=global_quote", Fault(Kind.SLOW, "GLOBAL_QUOTE", seconds=3)),
        ("unknown symbols=aapl,MSFT times=2", Fault(Kind.UNKNOWN, None, frozenset({"AAPL", "MSFT"}), 2)),
    ],
)
def test_a_fault_is_read_and_travels(text: str, fault: Fault) -> None:
    assert Fault.parse(text) == fault
    assert Fault.from_wire(fault.as_wire()) == fault


@pytest.mark.parametrize(
    "text", ["", "flood", "slow seconds=soon", "slow seconds=nan", "outage times=0", "outage often", "cut seconds=-1"]
)
def test_nonsense_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"fault"):
        Fault.parse(text)


@pytest.mark.parametrize("values", [{"kind": ["cut"]}, {"kind": "cut", "symbols": 5}, {"kind": "cut", "function": 1}])
def test_nonsense_over_the_wire_is_refused_in_words(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"fault"):
        Fault.from_wire(values)


def test_a_fault_strikes_whom_it_names() -> None:
    faults = Faults([Fault(Kind.CUT, "OVERVIEW"), Fault(Kind.RESET, None, frozenset({"IBM"}))])
    assert [fault.kind for fault in faults.strike("OVERVIEW", ["AAPL"])] == [Kind.CUT]
    assert [fault.kind for fault in faults.strike("REALTIME_BULK_QUOTES", ["AAPL", "IBM"])] == [Kind.RESET]
    assert faults.strike("GLOBAL_QUOTE", ["AAPL"]) == []


def test_a_fault_is_used_up_by_those_it_strikes() -> None:
    faults = Faults([Fault(Kind.OUTAGE, "OVERVIEW", times=2)])
    struck = [bool(faults.strike(function, ["A"])) for function in ("OVERVIEW", "GLOBAL_QUOTE", "OVERVIEW", "OVERVIEW")]
    assert struck == [True, False, True, False]
    assert list(faults) == []


def test_clearing_ends_them_all() -> None:
    faults = Faults([Fault(Kind.OUTAGE)])
    faults.clear()
    assert faults.strike("OVERVIEW", ["A"]) == []
