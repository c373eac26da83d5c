"""What is known of the packages' vulnerabilities is told as it is: silence is not a clean bill."""

import json

import pytest

from stocker.audit import Verdict, of_npm_audit, of_pip_audit, status

CLEAN = {"name": "django", "version": "5.2.19", "vulns": []}
HOLE = {"name": "amqp", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}]}
UNKNOWN = {"name": "anyio", "skip_reason": "Dependency not found on PyPI and could not be audited: anyio (4.16.0)"}


def pip(*packages: dict) -> Verdict:
    return of_pip_audit("requirements.txt", json.dumps({"dependencies": packages, "fixes": []}))


def npm(**told: object) -> Verdict:
    return of_npm_audit("package-lock.json", json.dumps(told))


def test_packages_that_were_looked_up_and_have_no_hole_are_clean() -> None:
    assert status([pip(CLEAN)]) == 0
    assert str(pip(CLEAN)) == "requirements.txt: 1 looked up, no known vulnerabilities"
    assert status([npm(vulnerabilities={}, metadata={"dependencies": {"total": 5}})]) == 0


def test_a_hole_is_named_with_the_version_that_mends_it() -> None:
    assert pip(CLEAN, HOLE).found == ("amqp 1.0: PYSEC-1, mended in 1.1",)
    assert status([pip(HOLE), pip(UNKNOWN)]) == 1
    found = npm(vulnerabilities={"ws": {"severity": "high"}}, metadata={"dependencies": {"total": 5}})
    assert (found.found, status([found])) == (("ws: high",), 1)


def test_a_package_that_the_advisories_do_not_know_is_never_called_clean() -> None:
    verdict = pip(CLEAN, UNKNOWN)
    assert "NOT KNOWN TO BE CLEAN: PyPI's advisories say nothing of anyio" in str(verdict)
    assert status([verdict]) == 2


@pytest.mark.parametrize("output", ["", "<html>", "[]", "{}", '{"dependencies": []}', "npm error 405"])
def test_no_answer_is_never_called_clean(output: str) -> None:
    assert status([of_pip_audit("requirements.txt", output)]) == 2
    assert status([of_npm_audit("package-lock.json", output)]) == 2


def test_the_answer_of_an_advisory_service_that_refuses_is_no_answer() -> None:
    assert status([npm(statusCode=405, error={"summary": "", "detail": ""})]) == 2
