"""The pages of live prices."""

urlpatterns: list = []
