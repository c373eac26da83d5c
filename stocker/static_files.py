"""Which files of the browser packages are sent, and under which names.

Only the few files named here are collected out of `BROWSER_PACKAGES`, as `vendor/…`. Collected files carry their
hash in their names, in the imports of ES modules too, and are compressed, so that a browser may keep them for ever.
Our own leave their comments at home: a fifth of what a page is sent.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

PREFIX = "vendor"
FILES = (
    # Its base: nothing here is one of its components, and of its utilities two, which css/page.css has; all would be
    # 28 KB more on each page.
    "bootstrap/dist/css/bootstrap-reboot.min.css",
    "lightweight-charts/dist/lightweight-charts.standalone.production.mjs",
)


class BrowserPackages(BaseFinder):
    """Finds `vendor/<file>` for each of FILES that the set-up has installed."""

    def __init__(self) -> None:
        self.storage = FileSystemStorage(location=settings.BROWSER_PACKAGES)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic reads it

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix(f"{PREFIX}/")
        found = [self.storage.path(name)] if name != path and name in FILES and self.storage.exists(name) else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        return ((name, self.storage) for name in FILES if self.storage.exists(name))


# Lines of a script that are comments, and comments of a style sheet; none of ours stands inside of a string.
COMMENTS = {"js/": re.compile(rb"^[ \t]*//.*\n", re.MULTILINE), "css/": re.compile(rb"/\*.*?\*/\n?", re.DOTALL)}


def bare(name: str, source: bytes) -> bytes:
    """A file of ours as it is sent: without its comments."""
    for folder, comment in COMMENTS.items():
        if name.startswith(folder):
            return comment.sub(b"", source)
    return source


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Names with hashes once they were collected; before that, as in a test, the plain names."""

    support_js_module_import_aggregation = True
    # Addresses inside style sheets, but no source maps: those of the packages are not collected.
    patterns = tuple(
        (kind, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for kind, rules in HashedFilesMixin.patterns
    )

    def _save(self, name: str, content: Any) -> str:
        if name.startswith(tuple(COMMENTS)):
            content = ContentFile(bare(name, b"".join(content.chunks())))
        return str(super()._save(name, content))

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
