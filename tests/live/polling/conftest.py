"""What the tests of the polling room share."""

import pytest

from live.polling import poll
from tests.live.polling.world import OneLook


@pytest.fixture
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls end after their first look, so that a trace of thousands takes no longer than their work."""
    monkeypatch.setattr(poll, "time", OneLook)
    monkeypatch.setattr(poll, "LOOK_EVERY", 0.0)
