"""The widgets of docs/widgets.md find what they name in the interface's answer."""

import re
from typing import Any

import pytest
import yaml
from django.test import Client
from redis import Redis

from tests.environment import ROOT
from tests.live.watched import keep, quote
from tickers.models import Ticker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_tickers")]

GLANCE, HOMEPAGE = (
    yaml.safe_load(block)[0]
    for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "widgets.md").read_text(), re.DOTALL)
)


def answer(client: Client, redis: Redis, address: str) -> dict[str, Any]:
    """What the address gives while there is a price of AAPL."""
    Ticker.objects.create(symbol="SPY", name="A fund", exchange="NYSE ARCA")
    keep(redis, quote())
    found: dict[str, Any] = client.get(address.removeprefix("http://localhost:8000")).json()
    return found


def test_glance_finds_every_field_of_every_quote(client: Client, redis: Redis) -> None:
    quotes = answer(client, redis, GLANCE["url"])["quotes"]
    assert [one["symbol"] for one in quotes][:2] == ["AAPL", "MSFT"]
    named = re.findall(r'\.(String|Float) "(\w+)"', GLANCE["template"])
    assert {field for _, field in named} == {"basis", "symbol", "state", "price", "currency", "change_percent"}
    for one in quotes:
        for kind, field in named:
            assert field in one
            if one["state"] != "waiting":
                assert one[field] is None or isinstance(one[field], str if kind == "String" else int | float)
    assert re.findall(r'\.JSON\.Array "(\w+)"', GLANCE["template"]) == ["quotes"]


def test_homepage_finds_every_field_under_the_label_of_its_ticker(client: Client, redis: Redis) -> None:
    widget = HOMEPAGE["Stocks"]["widget"]
    found = answer(client, redis, widget["url"])
    for mapping in widget["mappings"]:
        value, path = found, mapping["field"]
        while isinstance(path, dict):
            [(step, path)] = path.items()
            value = value[step]
        assert path in value
        assert mapping["label"] in (value["symbol"], "Prices")
