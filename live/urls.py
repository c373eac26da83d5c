"""The paths of live prices."""

from django.urls import path

from live import views

urlpatterns = [
    path("", views.index, name="index"),
    path("stocks/<str:symbol>/", views.stock, name="stock"),
    path("market-cap/", views.market_cap, name="market_cap"),
    path("status/", views.status_page, name="status"),
    path("api/quotes/", views.quotes_api, name="quotes_api"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
]
