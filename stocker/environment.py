"""The environment and `.env`, read for the settings alone: unset is the default, unreadable ends the start."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from dotenv import load_dotenv

from stocker.redaction import keep_from_all

BASE_DIR = Path(__file__).resolve().parent.parent
try:
    load_dotenv(BASE_DIR / ".env")
except (OSError, UnicodeDecodeError) as error:
    raise SystemExit(f"stocker: {BASE_DIR / '.env'} cannot be read: {error}") from None

T = TypeVar("T")

# No secret is longer; whatever else a file is, it is not read to its end.
MOST = 64 * 1024


def setting(name: str, default: T, parse: Callable[[str], T]) -> T:
    """The setting's value; unset and empty are the same. Leaves with one line when it cannot be read."""
    return _parsed(name, os.environ.get(name, "").strip(), default, parse)


def secret_setting(name: str, default: T, parse: Callable[[str], T], *, empty_file: bool = False) -> T:
    """The same of what others must not know: it may also lie in a file, which the setting's name and `_FILE` names.

    A file in which nothing stands is a mistake, unless `empty_file` says that it is as good as none.
    """
    text, file = (os.environ.get(one, "").strip() for one in (name, f"{name}_FILE"))
    if text and file:
        raise SystemExit(f"stocker: {name} and {name}_FILE are both set: keep one of them")
    if file:
        text = _content(f"{name}_FILE", Path(file))
        if not text and not empty_file:
            raise SystemExit(f"stocker: {name}_FILE names {file}, in which nothing stands")
    keep_from_all(text)
    return _parsed(name, text, default, parse)


def _parsed(name: str, text: str, default: T, parse: Callable[[str], T]) -> T:
    if not text:
        return default
    try:
        return parse(text)
    except ValueError as error:
        raise SystemExit(f"stocker: the setting {name} {error}") from None


def _content(name: str, file: Path) -> str:
    """What stands in the file, without the space around it. The refusals never repeat any of it."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST).decode().strip()
    except OSError as error:
        raise SystemExit(f"stocker: {name} names {file}, which cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SystemExit(f"stocker: {name} names {file}, which is no text") from None


def kept_secret(file: Path) -> str:
    """A secret made once and kept in `file`, readable by its owner alone."""
    try:
        if not file.exists():
            _keep(secrets.token_urlsafe(50), file)
        text = file.read_text()
    except OSError as error:
        raise SystemExit(f"stocker: the secret cannot be kept in RUN_DIR: {error}") from None
    keep_from_all(text)
    return text


def _keep(text: str, file: Path) -> None:
    """Of several processes that start at once one makes the file, and none finds it half written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(text)
    with suppress(FileExistsError):
        os.link(new, file)
    new.unlink()
