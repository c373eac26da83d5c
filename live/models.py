"""What the live room keeps in the database: enough to be honest after everything else was lost."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tickers.models import Ticker


class QuoteSnapshot(models.Model):
    """The last good quote of a symbol, copied from Redis at most every 30 s.

    `picked_at` is when it was last copied for somebody who picked it; None where only a board showed it.
    """

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    body = models.JSONField()
    saved_at = models.DateTimeField()
    picked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "symbol"], name="one_snapshot_a_symbol"),)

    def __str__(self) -> str:
        return f"{self.symbol} ({self.source})"


class SpentRequest(models.Model):
    """One request that counts against a day's limit, written before it is sent."""

    source = models.CharField(max_length=20)
    purpose = models.CharField(max_length=10, default="refresh")
    sent_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["source", "sent_at"]),)

    def __str__(self) -> str:
        return f"{self.source} {self.sent_at:%Y-%m-%d %H:%M:%S}"


class SpentBlock(models.Model):
    """So many requests at most were sent from then on, before another was written: what a lost minute is told by."""

    source = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    requests = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (models.Index(fields=["source", "began_at"]),)

    def __str__(self) -> str:
        return f"{self.source} {self.requests} from {self.began_at:%Y-%m-%d %H:%M:%S}"


class Bar(models.Model):
    """One trading day, or week, of a symbol: as traded, in the ticker's currency, dated by the exchange."""

    DAILY, WEEKLY = "daily", "weekly"

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    interval = models.CharField(max_length=6, choices=[(DAILY, "daily"), (WEEKLY, "weekly")])
    day = models.DateField()
    open = models.DecimalField(max_digits=18, decimal_places=6)
    high = models.DecimalField(max_digits=18, decimal_places=6)
    low = models.DecimalField(max_digits=18, decimal_places=6)
    close = models.DecimalField(max_digits=18, decimal_places=6)
    volume = models.BigIntegerField()
    # The close that the provider's own quotes of this day measured its change from; None where no quote told.
    previous_close = models.DecimalField(max_digits=18, decimal_places=6, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "symbol", "interval", "day"], name="one_bar_a_day"),)
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.symbol} {self.day} {self.interval}"


class PastCloses(models.Model):
    """A symbol's closes of the last year in the shares of today, made anew whenever its bars change: what a list of
    many symbols needs of each, without reading all their bars. `body` is what live.insight.past.Past writes."""

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    body = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "symbol"], name="one_past_a_symbol"),)
        verbose_name_plural = "past closes"

    def __str__(self) -> str:
        return f"{self.symbol} ({self.source})"


class PricePoint(models.Model):
    """What a symbol cost in a minute of regular trading, from the product's own polls, in the ticker's currency.

    `volume` is the whole day's until then, where it is known.
    """

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)
    price = models.DecimalField(max_digits=18, decimal_places=6)
    volume = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "symbol", "at"], name="one_point_a_minute"),)
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.symbol} {self.at:%Y-%m-%d %H:%M}"


class Facts(models.Model):
    """What the provider says of the company or the fund behind a symbol.

    What is looked up for many at once stands beside the body: of a fund nothing, of a company `shares` in units of the
    ticker and the provider's own `market_value` in `currency`.
    """

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    body = models.JSONField(encoder=DjangoJSONEncoder)
    fetched_at = models.DateTimeField()
    sector = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    shares = models.BigIntegerField(null=True, blank=True)
    market_value = models.DecimalField(max_digits=22, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "symbol"], name="one_fact_sheet_a_symbol"),)
        verbose_name_plural = "facts"

    def __str__(self) -> str:
        return f"{self.symbol} ({self.source})"


class Gathered(models.Model):
    """Something about a symbol that was asked for, answered or not: it is not asked for again before its time."""

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    what = models.CharField(max_length=10)
    not_before = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "symbol", "what"], name="one_time_a_thing"),)
        verbose_name_plural = "gathered"

    def __str__(self) -> str:
        return f"{self.what} of {self.symbol}"


class Forecast(models.Model):
    """How far a symbol's price may go, as its bars say; or, in words, why they say nothing.

    `bars` tells which bars it was made of, `outlook` is what Outlook writes, and `answer` what is told while there is
    no newer price: the ranges around the last close.
    """

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    bars = models.CharField(max_length=80)
    last_day = models.DateField()
    last_close = models.DecimalField(max_digits=18, decimal_places=6)
    outlook = models.JSONField(null=True)
    refusal = models.TextField(blank=True)
    answer = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "symbol"], name="one_forecast_a_symbol"),)

    def __str__(self) -> str:
        return f"{self.symbol} from {self.last_day}"


class ListingSync(models.Model):
    """One attempt to load the provider's listing into the catalogue, and what came of it in words."""

    source = models.CharField(max_length=20)
    at = models.DateTimeField()
    loaded = models.BooleanField()
    outcome = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["source", "at"]),)

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d}: {self.outcome}"


class ExchangeCalendar(models.Model):
    """The days around now on which an exchange trades and rests, as its calendar told them when it was last asked.

    `exchange` is its code in live/polling/exchanges.py, each of `days` what CalendarDay writes.
    """

    exchange = models.CharField(max_length=10, unique=True)
    asked_at = models.DateTimeField()
    days = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.exchange}, asked {self.asked_at:%Y-%m-%d %H:%M}"


class Price(Ticker):
    """A ticker as operators see it in the admin: what it is worth now. It adds nothing to the table."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        permissions = (
            ("refresh_price", "Can have a price asked for now"),
            ("purge_queues", "Can empty the queues of tasks"),
        )
