"""The catalogue's and the watch list's paths."""

urlpatterns: list = []
