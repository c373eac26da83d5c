"""The catalogue's table."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from tickers.symbols import is_symbol


def validate_symbol(text: str) -> None:
    if not is_symbol(text) or not any(letter.isalnum() for letter in text):
        raise ValidationError(
            "A symbol is 1 to 20 capital letters, digits, dots and dashes, such as AAPL, BRK-B or TSCO.LON."
        )


class Ticker(models.Model):
    """Something that can be watched. It is never deleted by the listing, only marked as no longer active.

    `shares_outstanding` counts every class of the company in units of this ticker, so that it times the price is
    the company's market value; `shares_as_of` is the day it was true.
    """

    class AssetType(models.TextChoices):
        STOCK = "Stock", "Stock"
        ETF = "ETF", "ETF"

    # Unique gives the index for looking symbols up, and on PostgreSQL one more for their beginnings.
    symbol = models.CharField(
        max_length=20, unique=True, validators=[validate_symbol], help_text="AAPL, BRK-B, or abroad TSCO.LON"
    )
    name = models.CharField(max_length=200, blank=True)
    exchange = models.CharField(max_length=20, help_text="NASDAQ, NYSE, NYSE ARCA, LSE …")
    asset_type = models.CharField(max_length=20, choices=AssetType, default=AssetType.STOCK)
    ipo_date = models.DateField("IPO date", null=True, blank=True)
    delisting_date = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True, help_text="Only active tickers can be found and watched.")
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"\A[A-Z]{3}\Z", "Three capital letters, such as USD, EUR or GBX (pence).")],
        help_text="What its prices are in.",
    )
    shares_outstanding = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    shares_as_of = models.DateField("shares as of", null=True, blank=True)

    class Meta:
        ordering = ("symbol",)

    def __str__(self) -> str:
        return f"{self.symbol} · {self.name}" if self.name else self.symbol

    def clean_fields(self, exclude: object = None) -> None:
        """Also puts the symbol in capitals, so that nobody can add the same one twice."""
        self.symbol = self.symbol.strip().upper()
        super().clean_fields(exclude=exclude)  # type: ignore[arg-type]


class ReadyList(models.Model):
    """A list to begin with, offered to whoever has none yet. `symbols` in its order, with spaces between."""

    # A free key's day has 25 requests: three lists of these fill on the first.
    MOST = 8

    name = models.CharField(max_length=40, unique=True)
    symbols = models.CharField(max_length=200, help_text=f"At most {MOST}, with spaces between: AAPL MSFT NVDA")
    place = models.PositiveSmallIntegerField(default=0, help_text="The smallest is offered first.")

    class Meta:
        ordering = ("place", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def named(self) -> list[str]:
        """Its symbols, each once."""
        return list(dict.fromkeys(self.symbols.split()))

    def clean(self) -> None:
        """Every symbol is one that can be watched."""
        self.symbols = " ".join(self.symbols.replace(",", " ").upper().split())
        if not 0 < len(self.named) <= self.MOST:
            raise ValidationError({"symbols": f"Name 1 to {self.MOST} symbols."})
        there = Ticker.objects.filter(symbol__in=self.named, active=True).values_list("symbol", flat=True)
        if missing := [symbol for symbol in self.named if symbol not in set(there)]:
            raise ValidationError({"symbols": f"The catalogue has no {', '.join(missing)}."})


class CatalogueEdition(models.Model):
    """One row whose mark is another after each change of the catalogue, written in the transaction that makes it.

    It tells every process, for the price of one read, whether the index it searches is still true.
    """

    mark = models.UUIDField()

    def __str__(self) -> str:
        return str(self.mark)
