"""What migrations put into tables is there for every test.

A test with transactions of its own ends by emptying all tables. Django would run such tests last; several workers, each
with whole files, cannot. So the rows come back right after.
"""

import json
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.db.models.signals import post_migrate
from pytest_django import DjangoDbBlocker

OURS = ("tickers", "live")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """As pytest-django does it, and then remembers the rows."""
    with django_db_blocker.unblock():
        rows: list[dict[str, Any]] = json.loads(connection.creation.serialize_db_to_string())
    shipped = json.dumps([row for row in rows if row["model"].split(".")[0] in OURS])

    def put_back(**_: object) -> None:
        for row in serializers.deserialize("json", shipped):
            row.save()

    # Emptying all tables sends this signal too.
    post_migrate.connect(put_back, sender=apps.get_app_config(OURS[-1]), weak=False)
