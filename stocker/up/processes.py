"""Which processes the one-command start keeps running, and by which commands."""

import sys

CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "stocker"]
# What workers tell each other over Redis is of no use to two of them.
WORKER = [*CELERY, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat", "--concurrency", "1"]


def commands(simulator_port: int | None) -> dict[str, list[str]]:
    """Label → command; with a simulator of its own where a port is given."""
    found = {
        "web": [sys.executable, "-m", "stocker.serve"],
        "poll": [*WORKER, "--queues", "poll", "--hostname", "poll@%h"],
        "slow": [*WORKER, "--queues", "slow", "--hostname", "slow@%h"],
        "beat": [*CELERY, "beat", "--pidfile="],
    }
    if simulator_port is not None:
        found["simulator"] = [sys.executable, "manage.py", "simulate_alphavantage", "--port", str(simulator_port)]
    return found
