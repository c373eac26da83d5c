"""Signing in to the admin: whose failures count as one, and what is said when they were too many (settings AXES_…)."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from live.limits.address import place


def address(request: HttpRequest) -> str:
    """Where it came from, by named proxies' word (live/limits); of a household of IPv6, which has no end of addresses,
    the first one."""
    return place(request.META.get("REMOTE_ADDR", "")).partition("/")[0]


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """429 in words. Neither the account nor its password is looked at until the time is over."""
    wait = settings.AXES_COOLOFF_TIME
    words = {"title": "Too many failed attempts", "minutes": int(wait.total_seconds() // 60)}
    context = {**admin.site.each_context(request), **words}
    answer = render(request, "admin/locked_out.html", context, status=429)
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer
