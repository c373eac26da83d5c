import pickle

import pytest

from live.providers import errors
from live.providers.errors import EVIDENCE_LENGTH, BadAnswer, ProviderError, Refusal, Unreachable


def test_there_is_one_error_for_each_refusal() -> None:
    kinds = ProviderError.__subclasses__()
    assert {kind.refusal for kind in kinds} == set(Refusal)
    assert len(kinds) == len(Refusal)
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in kinds)
    assert all(str(kind()).endswith(".") for kind in kinds)


@pytest.mark.parametrize(
    ("status", "sample", "evidence"),
    [
        (200, "<html>\n  <b>Sorry\x1b[31m", "OVERVIEW, HTTP 200: <html> <b>Sorry�[31m"),
        (None, "ConnectError", "OVERVIEW: ConnectError"),
        (204, "", "OVERVIEW, HTTP 204"),
    ],
)
def test_the_evidence_is_one_printable_line(status: int | None, sample: str, evidence: str) -> None:
    assert BadAnswer(sample=sample).told("OVERVIEW", status, str).evidence == evidence


def test_the_evidence_is_short_and_redacted_before_it_is_cut() -> None:
    told = BadAnswer("No KEY.", sample="x" * (EVIDENCE_LENGTH - 1) + "KEY" * 1000).told(
        "OVERVIEW", 200, lambda text: text.replace("KEY", "...")
    )
    assert str(told) == "No ...."
    assert "K" not in told.evidence
    assert len(told.evidence) < EVIDENCE_LENGTH + 40


def test_an_error_survives_the_way_between_two_processes() -> None:
    error = Unreachable("Away.", sample="reset").told("OVERVIEW", None, str)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.evidence) == (Unreachable, "Away.", error.evidence)
