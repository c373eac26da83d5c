"""Which files of the browser packages are sent, and under which names.

Only the few files named here are collected out of `BROWSER_PACKAGES`, as `vendor/…`. Collected files carry their
hash in their names, in the imports of ES modules too, and are compressed, so that a browser may keep them for ever.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

PREFIX = "vendor"
FILES = (
    # Its base and its utilities: nothing here is one of its components, which would be 17 KB more on each page.
    "bootstrap/dist/css/bootstrap-reboot.min.css",
    "bootstrap/dist/css/bootstrap-utilities.min.css",
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


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Names with hashes once they were collected; before that, as in a test, the plain names."""

    support_js_module_import_aggregation = True
    # Addresses inside style sheets, but no source maps: those of the packages are not collected.
    patterns = tuple(
        (kind, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for kind, rules in HashedFilesMixin.patterns
    )

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
