"""The catalogue in the admin: search, filters, CSV both ways, and the provider's listing on request."""

import re
from typing import Any

import celery
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import mark_safe
from import_export.admin import ImportExportModelAdmin
from import_export.resources import Diff, ModelResource
from kombu.exceptions import OperationalError

from tickers.csv_format import PlainCSV
from tickers.models import ReadyList, Ticker


class PlainDiff(Diff):
    """What an import would change, without the colours that the library writes into the page: no browser would show
    them under our content policy, and its style sheet has them too."""

    def as_html(self) -> list[str]:
        # Whatever stands in a cell is escaped: a tag in it is the library's own.
        return [mark_safe(re.sub(r"<(ins|del) style=[^>]*>", r"<\1>", cell)) for cell in super().as_html()]  # noqa: S308


class TickerResource(ModelResource):
    """One line a ticker, found by its symbol; every line is checked like the admin's own form."""

    class Meta:
        model = Ticker
        import_id_fields = ("symbol",)
        exclude = ("id",)
        skip_unchanged = True
        clean_model_instances = True

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return PlainDiff

    def before_import_row(self, row: dict[str, Any], **_: Any) -> None:
        """The model puts symbols in capitals, so they are looked up in capitals too."""
        row["symbol"] = str(row.get("symbol") or "").strip().upper()


@admin.register(Ticker)
class TickerAdmin(ImportExportModelAdmin):
    resource_classes = (TickerResource,)
    formats = (PlainCSV,)
    change_list_template = "admin/tickers/ticker/with_listing.html"
    import_template_name = "admin/tickers/ticker/differences.html"
    export_template_name = "admin/tickers/ticker/fields.html"
    list_display = ("symbol", "name", "exchange", "asset_type", "currency", "ipo_date", "active")
    list_filter = ("active", "asset_type", "exchange", "currency")
    search_fields = ("symbol__istartswith", "name")
    search_help_text = "The beginning of a symbol, or words of a name"
    actions = ("import_listing",)
    fieldsets = (
        (None, {"fields": ("symbol", "name", "exchange", "asset_type", "currency", "active")}),
        ("History", {"fields": ("ipo_date", "delisting_date")}),
        ("Market value", {"fields": ("shares_outstanding", "shares_as_of")}),
    )

    @admin.action(description="Import listing (of the whole catalogue, whatever is selected)", permissions=["change"])
    def import_listing(self, request: HttpRequest, _selected: QuerySet[Ticker]) -> None:
        """Ask a worker for the provider's listing; this request does not wait for it."""
        try:
            celery.current_app.send_task("live.sync_listing", retry=False)
        except OperationalError:
            self.message_user(
                request,
                "The listing was not asked for: the queue (Redis) does not answer. The catalogue is unchanged.",
                messages.ERROR,
            )
            return
        self.message_user(
            request,
            "The listing was asked for. A worker fetches it, which takes one of the plan's requests and some seconds; "
            "the worker's log says what came of it.",
            messages.SUCCESS,
        )


@admin.register(ReadyList)
class ReadyListAdmin(admin.ModelAdmin):
    list_display = ("name", "symbols", "place")
    list_editable = ("place",)
