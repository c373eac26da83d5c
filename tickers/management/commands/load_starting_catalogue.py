"""`manage.py load_starting_catalogue`: something to pick from before the first listing came."""

from typing import Any

from django.core.management.base import BaseCommand

from tickers.catalogue import load_starting_catalogue


class Command(BaseCommand):
    help = "Fills an empty catalogue with the well-known tickers that ship with Stocker; changes no other."

    def handle(self, *_: Any, **options: Any) -> None:
        added = load_starting_catalogue()
        if options["verbosity"]:
            self.stdout.write(f"{added} tickers added." if added else "The catalogue is not empty: nothing to do.")
