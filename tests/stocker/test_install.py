"""The installation, where it can be tried without installing anything."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stocker.install import MACOS_PROGRAMS, chromium
from tests.environment import ROOT


def installed_in(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A project of one script and its lists of packages, installed by this Python."""
    (folder / "stocker").mkdir(exist_ok=True)
    shutil.copy(ROOT / "stocker" / "install.py", folder / "stocker")
    return subprocess.run(
        [sys.executable, str(folder / "stocker" / "install.py"), *options],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert re.fullmatch(r"stocker: .+\n", done.stderr)
    return done.stderr


def ready_venv(folder: Path) -> Path:
    """A virtual environment whose python is one that tells what it was asked and fails."""
    python = folder / ".run" / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "ERROR: $3 of $# words: NewConnectionError"\nexit 1\n')
    python.chmod(0o755)
    (python.parent / "pip").touch()  # what is put in last
    return python


def test_a_python_that_cannot_make_environments_is_told_what_to_install(tmp_path: Path) -> None:
    # Debian leaves ensurepip out of its python3 package; here Python is told that it has none.
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest)\n"
    )
    assert "python3-venv" in one_line(installed_in(tmp_path, PYTHONPATH=str(hidden)))


def test_an_environment_that_was_left_half_made_is_made_anew(tmp_path: Path) -> None:
    python = ready_venv(tmp_path)
    (python.parent / "pip").unlink()
    done = installed_in(tmp_path)
    assert "Making a virtual environment" in done.stdout
    assert (python.parent / "pip").exists()
    assert "requirements.txt" in one_line(done), "it went on to the packages, of which there is no list here"


def test_a_directory_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".run").touch()
    assert "cannot be written" in one_line(installed_in(tmp_path))


def test_what_an_installer_says_last_is_what_is_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    ready_venv(tmp_path)
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    line = one_line(installed_in(tmp_path))
    assert "ERROR: install of" in line
    assert "is this machine online?" in line
    assert "-m pip install" in (tmp_path / ".run" / "install.log").read_text()


def test_what_is_installed_is_not_touched_until_its_list_changes(tmp_path: Path) -> None:
    python = ready_venv(tmp_path)
    python.write_text("#!/bin/sh\nexit 0\n")
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\necho $* in $PWD >> {tmp_path / 'npm.log'}\n")
    npm.chmod(0o755)
    for name in ("requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    path = f"{npm.parent}{os.pathsep}{os.environ['PATH']}"

    first = installed_in(tmp_path, PATH=path)
    assert "Installing the Python packages" in first.stdout
    assert "Installing the browser packages" in first.stdout
    assert "ci --ignore-scripts" in (tmp_path / "npm.log").read_text()
    assert "--omit=dev" in (tmp_path / "npm.log").read_text()
    assert installed_in(tmp_path, PATH=path).stdout == ""

    (tmp_path / "package-lock.json").write_text("{ }")
    assert installed_in(tmp_path, PATH=path).stdout == "Installing the browser packages\n"

    (tmp_path / "bin" / "chromium").touch(mode=0o755)
    assert "Installing the browser packages\n" in installed_in(tmp_path, "--dev", PATH=path).stdout
    assert "--omit=dev" not in (tmp_path / "npm.log").read_text().splitlines()[-1]
    # What tests need besides is left where it is by a start that does not need it.
    assert installed_in(tmp_path, PATH=path).stdout == ""
    assert installed_in(tmp_path, "--dev", PATH=path).stdout == ""


def test_without_a_browser_it_says_what_to_install_and_goes_on(tmp_path: Path) -> None:
    python = ready_venv(tmp_path)
    python.write_text('#!/bin/sh\ncase "$*" in *playwright*) exit 1;; esac\n')
    for name in ("requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "npm").write_text("#!/bin/sh\n")
    (programs / "npm").chmod(0o755)
    (programs / "sh").symlink_to("/bin/sh")
    done = installed_in(tmp_path, "--dev", PATH=str(programs))
    assert done.returncode == 0
    assert "sudo apt install chromium" in done.stdout
    assert "playwright install" in (tmp_path / ".run" / "install.log").read_text()


def test_a_browser_of_the_machine_s_own_comes_before_one_that_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "chromium" / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell"
    installed.parent.mkdir(parents=True)
    installed.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium(tmp_path) in (str(installed), *MACOS_PROGRAMS)
    (tmp_path / "google-chrome").touch(mode=0o755)
    assert chromium(tmp_path) == str(tmp_path / "google-chrome")
