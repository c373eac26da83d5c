"""`python -m stocker.audit`: whether a vulnerability is known of what is installed, from PyPI and from npm.

pip-audit and `npm audit` ask PyPI's and npm's advisories. The former calls what those do not know "no known
vulnerabilities", so it is looked at which packages were really looked up: what nobody answered for is never clean.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SECONDS = 300
LOCKED = ["requirements.txt", "requirements-dev.txt"]
PIP_AUDIT = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
NPM_AUDIT = ["npm", "audit", "--package-lock-only", "--json"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of some packages. `found` are vulnerabilities in words; `unknown` says why nobody can tell."""

    what: str
    looked_up: int = 0
    found: tuple[str, ...] = ()
    unknown: str = ""

    def __str__(self) -> str:
        clean = f"{self.looked_up} looked up, {len(self.found) or 'no'} known vulnerabilities"
        lines = [f"{self.what}: {clean if self.looked_up else 'nothing was looked up'}"]
        lines += [f"  {one}" for one in self.found]
        if self.unknown:
            lines.append(f"  NOT KNOWN TO BE CLEAN: {self.unknown}")
        return "\n".join(lines)


def of_pip_audit(what: str, output: str) -> Verdict:
    """By what pip-audit printed as JSON."""
    told = _read(output)
    packages = told.get("dependencies")
    if not packages:
        return Verdict(what, unknown="pip-audit gave no answer; PyPI's advisories may be out of reach")
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = (_vulnerability(one) for one in packages if "skip_reason" not in one)
    unknown = f"PyPI's advisories say nothing of {_some(skipped)}; are they out of reach?" if skipped else ""
    return Verdict(what, len(packages) - len(skipped), tuple(line for lines in found for line in lines), unknown)


def of_npm_audit(what: str, output: str) -> Verdict:
    """By what `npm audit` printed as JSON."""
    told = _read(output)
    counted = told.get("metadata", {}).get("dependencies", {}).get("total")
    if counted is None or "vulnerabilities" not in told:
        return Verdict(what, unknown="npm audit gave no answer; npm's advisories may be out of reach")
    found = tuple(f"{name}: {one.get('severity', 'unrated')}" for name, one in sorted(told["vulnerabilities"].items()))
    return Verdict(what, counted, found)


def status(verdicts: Iterable[Verdict]) -> int:
    """The exit status: 1 when something was found, 2 when nobody can tell, 0 when all is known to be clean."""
    known = list(verdicts)
    if any(verdict.found for verdict in known):
        return 1
    return 2 if any(verdict.unknown for verdict in known) else 0


def main() -> int:
    asked = [of_pip_audit(name, _run([*PIP_AUDIT, "--requirement", name])) for name in LOCKED]
    asked.append(of_npm_audit("package-lock.json", _run(NPM_AUDIT)))
    sys.stdout.write("".join(f"{verdict}\n" for verdict in asked))
    return status(asked)


def _vulnerability(package: Mapping[str, Any]) -> list[str]:
    return [
        f"{package['name']} {package['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'none yet'}"
        for one in package["vulns"]
    ]


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _read(output: str) -> dict[str, Any]:
    """The first JSON object of it; nothing where there is none."""
    try:
        told, _ = json.JSONDecoder().raw_decode(output[output.find("{") :])
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _run(command: list[str]) -> str:
    """What it printed; its exit status says nothing that its words do not."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


if __name__ == "__main__":
    sys.exit(main())
