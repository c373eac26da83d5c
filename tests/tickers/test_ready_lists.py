"""The lists to begin with, as they ship."""

import pytest

from tickers import catalogue
from tickers.models import ReadyList

pytestmark = pytest.mark.django_db


def test_three_lists_ship_that_a_free_key_fills_on_its_first_day():
    catalogue.load_starting_catalogue()
    ready = list(ReadyList.objects.all())
    assert len(ready) == 3
    assert sum(len(each.named) for each in ready) <= 25
    for each in ready:
        each.full_clean()
