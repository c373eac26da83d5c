"""Which room answers which path."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = "Stocker"

urlpatterns = [
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("", include("tickers.urls")),
    path("", include("live.urls")),
]

handler400 = "live.views.bad_request"
