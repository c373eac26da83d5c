"""Prices in the admin, for operators: how old each is, which fail and why, and what may be done about it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from live import clock, condition, operating, queues
from live.models import Price

AWAY = "Redis does not answer: what is watched and what fails is not known, and prices are as the database kept them."


class Which(admin.SimpleListFilter):
    """Watched now, unless something else is chosen or searched for."""

    title = "state"
    parameter_name = "which"
    CHOICES = (("watched", "Watched now"), ("failing", "Failing"), ("all", "All"))

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return self.CHOICES

    def choices(self, changelist: Any) -> Any:
        for value, title in self.CHOICES:
            chosen = (self.value() or ("all" if changelist.query else "watched")) == value
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": chosen, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Price]) -> QuerySet[Price]:
        which = self.value() or ("all" if request.GET.get("q") else "watched")
        if which == "all":
            return queryset
        some = operating.watched() if which == "watched" else operating.failing()
        return queryset.filter(symbol__in=list(some or ()))


@admin.register(Price)
class PriceAdmin(admin.ModelAdmin):
    list_display = ("symbol", "name", "last_price", "age", "viewers", "last_asked")
    list_display_links = None
    list_filter = (Which,)
    list_per_page = 50
    search_fields = ("symbol__istartswith", "name")
    search_help_text = "The beginning of a symbol, or words of a name"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ("refresh",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Price | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Price | None = None) -> bool:
        return False

    def has_refresh_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("live.refresh_price")

    def has_purge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("live.purge_queues")

    @admin.action(description="Ask for the price now (within the plan’s budget)", permissions=["refresh"])
    def refresh(self, request: HttpRequest, chosen: QuerySet[Price]) -> None:
        symbols = list(chosen.filter(active=True).values_list("symbol", flat=True)[: operating.MOST + 1])
        if not symbols:
            self.message_user(
                request, "Nothing is asked for: tickers that are not active have no price.", messages.ERROR
            )
        elif len(symbols) > operating.MOST:
            words = f"Nothing is asked for: at most {operating.MOST} tickers at once."
            self.message_user(request, words, messages.ERROR)
        else:
            noted, words = operating.press(symbols, clock.now())
            self.message_user(request, words, messages.SUCCESS if noted else messages.ERROR)

    def get_urls(self) -> list[URLPattern]:
        purge = self.admin_site.admin_view(require_POST(self.purge))
        return [path("purge/", purge, name="live_price_purge"), *super().get_urls()]

    def purge(self, request: HttpRequest) -> HttpResponse:
        """Empty the queues; the page that follows says how many tasks were in them."""
        if not self.has_purge_permission(request):
            raise PermissionDenied
        try:
            gone = queues.words(queues.purge())
            words = f"Thrown away: {gone}. Prices, the count of requests and open pages are untouched."
            self.message_user(request, words, messages.SUCCESS)
        except queues.AWAY:
            self.message_user(request, "The queues are as they were: Redis does not answer.", messages.ERROR)
        return HttpResponseRedirect(reverse("admin:live_price_changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = condition.told(clock.now())
        try:
            waiting = queues.words(queues.waiting())
        except queues.AWAY:
            waiting = "not known: Redis does not answer"
        panel = {"facts": [*told["prices"], *told["parts"]], "panel_now": told["now"], "waiting": waiting}
        panel |= {"away": "" if told["live"] else AWAY, "may_purge": self.has_purge_permission(request)}
        return super().changelist_view(request, {"title": "Prices", **panel, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With what is told of the rows of this page, read at once for all."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        lines = operating.lines([row.symbol for row in rows], clock.now())
        viewers = operating.watched() or {}
        for row in rows:
            row.line, row.viewers_now = lines[row.symbol], viewers.get(row.symbol, 0)
        changelist.result_list = rows
        return changelist

    @admin.display(description="last price")
    def last_price(self, row: Any) -> str:
        return row.line.price

    @admin.display(description="how old")
    def age(self, row: Any) -> str:
        return row.line.age

    @admin.display(description="viewers")
    def viewers(self, row: Any) -> int:
        return row.viewers_now

    @admin.display(description="last asked for")
    def last_asked(self, row: Any) -> str:
        return row.line.asked
