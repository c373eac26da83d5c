"""The provider's key, and how it is kept out of everything that people or machines write down.

A key travels in a request, in its address or a header, and the provider's own words may echo it.
"""

import html
import json
import logging
import re
from urllib.parse import quote, quote_plus

HIDDEN = "[key]"

# Where a key stands even when it is not ours, or cut off: in an address, and in the provider's words.
_PLACES = re.compile(r"(apikey=|api key as )[^&\s\"'<>,;]+", re.IGNORECASE)


class Secret:
    """A key that does not show itself. An empty one hides nothing."""

    __slots__ = ("_anywhere", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._anywhere = anywhere(text) if text else None

    def __repr__(self) -> str:
        return "Secret()"

    def reveal(self) -> str:
        """The key itself, for the one place that sends it."""
        return self._text

    def redact(self, text: str) -> str:
        """The text with every form of the key hidden."""
        if self._anywhere is not None:
            text = self._anywhere.sub(HIDDEN, text)
        return _PLACES.sub(rf"\g<1>{HIDDEN}", text)


class KeyFilter(logging.Filter):
    """Redacts the records of the loggers that it is added to, whatever their level and wherever they go."""

    def __init__(self, secret: Secret) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._secret.redact(record.getMessage())
        record.args = None
        return True


def anywhere(text: str) -> re.Pattern[str]:
    """Finds the text in every form in which it may be written."""
    return re.compile("".join(map(_written, text)), re.IGNORECASE)


def _written(letter: str) -> str:
    """The pattern of a letter as it stands in a text, an address, a page, a JSON text or a `repr`."""
    forms = {letter, quote(letter, safe=""), quote_plus(letter), html.escape(letter), json.dumps(letter)[1:-1]}
    if not letter.isalnum():
        forms.add(f"\\{letter}")
    return f"(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})"
