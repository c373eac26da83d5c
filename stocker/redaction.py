"""The installation's secrets, kept out of what is written down: log lines and the pages of errors. Pure."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from live.providers.secret import anywhere

HIDDEN = "[hidden]"
# What is shorter may be a part of any word, and hides nothing by being hidden.
LEAST = 8
# The password in any address, ours or not.
_IN_ADDRESS = re.compile(r"(://[^\s/:@'\"]*:)[^\s/@'\"]+@")
# Where Python shows a long text it breaks it at its spaces: 'a long ' 'text'.
_QUOTE = "(?:['\"]|&#x27;|&#39;|&quot;)"
_BREAK = rf"(?:{_QUOTE}\s*{_QUOTE})?"

_known: dict[str, re.Pattern[str]] = {}


def keep_from_all(text: str) -> None:
    """Hide this from now on: a secret, or in an address the passwords."""
    for part in _passwords(text) if "://" in text else [text]:
        if len(part) >= LEAST and part not in _known:
            words = (anywhere(word).pattern for word in re.split(r"(?<=\s)", part))
            _known[part] = re.compile(_BREAK.join(words), re.IGNORECASE)


def hide(text: str) -> str:
    """The text without any of them, however they are written."""
    for pattern in _known.values():
        text = pattern.sub(HIDDEN, text)
    return _IN_ADDRESS.sub(rf"\g<1>{HIDDEN}@", text)


def _passwords(address: str) -> list[str]:
    """Those in an address, as they are written and as they are; an address that is none is all of it one."""
    try:
        parts = urlsplit(address)
        asked = [value for name, value in parse_qsl(parts.query) if "password" in name]
        written = [parts.password] if parts.password else []
    except ValueError:
        return [address]
    return [*written, *map(unquote, written), *asked]
