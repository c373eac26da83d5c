"""Which edition of the catalogue this is: a new one whenever something changes it."""

from uuid import UUID, uuid4

from tickers.models import CatalogueEdition

_ONLY = 1


def edition() -> UUID | None:
    """The edition that is in force; None where nothing was ever added."""
    return CatalogueEdition.objects.filter(pk=_ONLY).values_list("mark", flat=True).first()


def new_edition(**_: object) -> None:
    """Mark a change of the catalogue; also the receiver of the signals that a ticker was saved or deleted.

    The row stays locked until the caller's transaction ends, so no change can hide behind a later one's mark.
    """
    CatalogueEdition.objects.update_or_create(pk=_ONLY, defaults={"mark": uuid4()})
