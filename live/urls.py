"""The paths of live prices."""

from django.urls import path

from live import app_pages, history_pages, list_pages, screens, views

urlpatterns = [
    path("", list_pages.index, name="index"),
    path("watchlist/view/", list_pages.arrange, name="arrange"),
    path("l/<str:named>.json", list_pages.shared_json, name="shared_json"),
    path("l/<str:named>.csv", list_pages.shared_csv, name="shared_csv"),
    path("l/<str:named>/", list_pages.shared, name="shared"),
    path("wall/", screens.wall, name="wall"),
    path("stocks/<str:symbol>/", views.stock, name="stock"),
    path("stocks/<str:symbol>/history.json", history_pages.history_json, name="history_json"),
    path("market-cap/", views.market_cap, name="market_cap"),
    path("status/", views.status_page, name="status"),
    path("api/quotes/", views.quotes_api, name="quotes_api"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("manifest.webmanifest", app_pages.manifest, name="manifest"),
    path("service-worker.js", app_pages.service_worker, name="service_worker"),
    path("offline/", app_pages.offline, name="offline"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
]
