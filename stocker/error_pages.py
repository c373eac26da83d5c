"""What an error's page with `DEBUG` shows, and what a report of it holds: everything but the installation's secrets.

Django hides values by their names. A password inside an address, or in a variable of a library, has no such name.
"""

from pprint import pformat
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from stocker.redaction import hide


class Shown:
    """A variable as the page shows it: without secrets before the page cuts what is long, perhaps within one."""

    def __init__(self, value: Any) -> None:
        self._text = hide(_words(value))

    def __repr__(self) -> str:
        return self._text


class Filter(SafeExceptionReporterFilter):
    def get_traceback_frame_variables(self, request: HttpRequest, tb_frame: FrameType) -> Any:
        return [(name, Shown(value)) for name, value in super().get_traceback_frame_variables(request, tb_frame)]


class Reporter(ExceptionReporter):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.filter = Filter()

    def get_traceback_html(self) -> SafeString:
        return mark_safe(hide(super().get_traceback_html()))  # noqa: S308  (as safe as it was)

    def get_traceback_text(self) -> SafeString:
        return mark_safe(hide(super().get_traceback_text()))  # noqa: S308


def _words(value: Any) -> str:
    try:
        return pformat(value)
    except Exception as error:  # noqa: BLE001  (what a repr raises is anybody's guess)
        return f"Error in formatting: {type(error).__name__}"
