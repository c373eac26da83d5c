"""`manage.py purge_queues`: empties the queues of tasks, and nothing else."""

from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError

from live import queues


class Command(BaseCommand):
    help = "Throws away the tasks that wait for a worker. Prices, the count of requests and open sockets are untouched."

    def handle(self, *_: Any, **__: Any) -> None:
        # Rather than hang with a broker that hangs, it says so; seconds.
        current_app.conf.broker_transport_options |= {"socket_timeout": 3}
        try:
            gone = queues.purge()
        except queues.AWAY as error:
            raise CommandError(f"The queues are as they were. Redis does not answer: {error}") from None
        self.stdout.write(f"Thrown away: {queues.words(gone)}.")
