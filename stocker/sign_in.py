"""What whoever failed too often to sign in to the admin is told. How often that is stands in the settings (AXES_…)."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """429 in words. Neither the account nor its password is looked at until the time is over."""
    wait = settings.AXES_COOLOFF_TIME
    words = {"title": "Too many failed attempts", "minutes": int(wait.total_seconds() // 60)}
    context = {**admin.site.each_context(request), **words}
    answer = render(request, "admin/locked_out.html", context, status=429)
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer
