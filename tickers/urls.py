"""The catalogue's and the watch lists' paths."""

from django.urls import path

from tickers import list_views, views

urlpatterns = [
    path("search/", views.find, name="search"),
    path("watchlist/add/", views.add, name="watchlist_add"),
    path("watchlist/remove/", views.remove, name="watchlist_remove"),
    path("watchlist/clear/", views.clear, name="watchlist_clear"),
    path("watchlist/order/", views.order, name="watchlist_order"),
    path("watchlist/up/", views.move, {"by": -1}, name="watchlist_up"),
    path("watchlist/down/", views.move, {"by": 1}, name="watchlist_down"),
    path("watchlist/undo/", list_views.undo, name="watchlist_undo"),
    path("watchlist/import/", list_views.take_in, name="watchlist_import"),
    path("watchlist/lists/", list_views.create, name="list_create"),
    path("watchlist/lists/<int:number>/rename/", list_views.rename, name="list_rename"),
    path("watchlist/lists/<int:number>/delete/", list_views.delete, name="list_delete"),
    path("watchlist/lists/<int:number>/take/", list_views.take, name="list_take"),
]
