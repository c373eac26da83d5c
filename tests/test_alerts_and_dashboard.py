"""What deploy/ asks Prometheus for is what `/metrics` tells: every metric, and every label of it."""

import json
import re
from collections.abc import Iterator

import yaml

from live.metrics import names
from live.metrics.names import Kind
from tests.environment import ROOT

# Each series' name as Prometheus has it, with its labels.
TOLD = {metric.name: set(metric.labels) for metric in names.ALL if metric.kind is not Kind.HISTOGRAM} | {
    f"{metric.name}{part}": {*metric.labels, *more}
    for metric in names.ALL
    if metric.kind is Kind.HISTOGRAM
    for part, more in (("_bucket", ["le"]), ("_sum", []), ("_count", []))
}
# Prometheus' own, of each target.
OWN = {"up": {"job", "instance"}}

RULES = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())["groups"][0]["rules"]
PANELS = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text())["panels"]


def queries() -> Iterator[str]:
    yield from (rule["expr"] for rule in RULES)
    yield from (target["expr"] for panel in PANELS for target in panel.get("targets", ()))


def asked(query: str) -> dict[str, set[str]]:
    """Series → the labels that are chosen by, in this query."""
    found = re.findall(r"\b(stocker_\w+|up)\b(?:\{([^}]*)\})?", re.sub(r'"[^"]*"', '""', query))
    return {name: set(re.findall(r"(\w+)\s*[=!]", chosen)) for name, chosen in found}


def test_every_query_names_metrics_that_there_are_by_labels_that_they_have() -> None:
    for query in queries():
        assert asked(query), query
        for name, labels in asked(query).items():
            assert labels <= (TOLD | OWN)[name], query
        kept = {label for part in re.findall(r"by \(([^)]*)\)", query) for label in re.split(r",\s*", part)}
        assert all(kept <= TOLD[name] for name in asked(query) if kept), query


def test_every_metric_has_a_place_on_the_dashboard() -> None:
    shown = {name for panel in PANELS for target in panel.get("targets", ()) for name in asked(target["expr"])}
    left_out = {name for name in TOLD if name not in shown and not name.endswith(("_sum", "_count"))}
    assert left_out == {names.BUILD.name}


def test_states_and_roles_that_rules_name_exist() -> None:
    text = " ".join(queries())
    assert set(re.findall(r'part="(\w+)"', text)) == {"redis", "database"}
    assert set(re.findall(r'role="(\w+)"', text)) == {"beat", "poll", "slow"}
    assert set(re.findall(r'window="(\w+)"', text)) == {"day"}


def test_every_alert_says_what_to_do() -> None:
    assert all({"summary", "do"} <= set(rule["annotations"]) and rule["labels"]["severity"] for rule in RULES)
