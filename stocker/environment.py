"""The environment and `.env`, read for the settings alone: unset is the default, unreadable ends the start."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
try:
    load_dotenv(BASE_DIR / ".env")
except (OSError, UnicodeDecodeError) as error:
    raise SystemExit(f"stocker: {BASE_DIR / '.env'} cannot be read: {error}") from None

T = TypeVar("T")


def setting(name: str, default: T, parse: Callable[[str], T]) -> T:
    """The setting's value; unset and empty are the same. Leaves with one line when it cannot be read."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return parse(text)
    except ValueError as error:
        raise SystemExit(f"stocker: the setting {name} {error}") from None


def kept_secret(file: Path) -> str:
    """A secret made once and kept in `file`, readable by its owner alone."""
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(50))
        return file.read_text()
    except OSError as error:
        raise SystemExit(f"stocker: the secret cannot be kept in RUN_DIR: {error}") from None
