"""`python manage.py up`: the one-command start."""

import contextlib
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from stocker.up import Refused
from stocker.up.start import run, told


class Command(BaseCommand):
    help = "Start everything: database, catalogue, Redis, simulator without a key, web, workers, beat. Ctrl-C ends it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="bring the database up to date, and start nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        def say(line: str) -> None:
            self.stdout.write(told(line))
            self.stdout.flush()

        try:
            with contextlib.suppress(KeyboardInterrupt):
                run(say, prepare_only=options["prepare"])
        except Refused as refusal:
            raise SystemExit(f"stocker: {refusal}") from None
