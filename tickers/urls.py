"""The catalogue's and the watch list's paths."""

from django.urls import path

from tickers import views

urlpatterns = [
    path("search/", views.find, name="search"),
    path("watchlist/add/", views.add, name="watchlist_add"),
    path("watchlist/remove/", views.remove, name="watchlist_remove"),
    path("watchlist/clear/", views.clear, name="watchlist_clear"),
    path("watchlist/order/", views.order, name="watchlist_order"),
]
