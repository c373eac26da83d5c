"""Scripts in a process of their own: Daphne installs a reactor when it is imported."""

import json
import subprocess
import sys
from typing import Any

from tests.environment import ROOT
from tests.ports import free_port


def probed(script: str, seconds: float = 180) -> Any:
    """What the script prints, which gets a free port as its argument and ends in good order."""
    command = [sys.executable, "-c", script, str(free_port())]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr, run.stderr
    return json.loads(run.stdout)
