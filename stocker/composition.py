"""What Django is put together of: applications, the layers around every view, templates.

Nothing of it is an operator's to set; settings.py has that.
"""

from pathlib import Path
from typing import Any

APPS = [
    "daphne",  # first, so that runserver is its
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "axes",
    "csp",
    "import_export",
    "tickers",
    "live",
]
# What a request passes through on its way to a view, and its answer on the way back.
LAYERS = [
    "live.metrics.requests.counted",  # first: it counts what the others refuse too
    "django.middleware.security.SecurityMiddleware",
    "stocker.content_policy.PolicyOfPages",  # before whatever answers: files and refusals have the policy too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # fifty rows: 97 KB, 6 KB compressed
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tickers.visits.KeepWatchList",
    "live.limits.http.RequestLimits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "stocker.signed_in.Middleware",  # Django's own, with an end
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it replaces what a failed sign-in is answered with
]

# What an operator's password must not be.
PASSWORDS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]


def templates(folder: Path) -> list[dict[str, Any]]:
    """Those in this folder, and those that applications bring along."""
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [folder],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "live.looking.look",
                ]
            },
        }
    ]
