"""A company's or a fund's facts as they were kept in JSON, read back into values. Pure."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

from live.providers.facts import CompanyFacts, FundFacts, Share


def read(body: Mapping[str, Any]) -> CompanyFacts | FundFacts:
    """The facts that `dataclasses.asdict` wrote, decimals and days as text; what is absent is unknown.

    Raises ValueError when they cannot be that.
    """
    try:
        return _facts(FundFacts if "holdings" in body else CompanyFacts, body)
    except (ArithmeticError, KeyError, TypeError) as error:
        raise ValueError(f"no facts: {error!r}") from error


def _facts(kind: type[CompanyFacts | FundFacts], body: Mapping[str, Any]) -> CompanyFacts | FundFacts:
    hints = get_type_hints(kind)
    return kind(**{field.name: _value(hints[field.name], body.get(field.name)) for field in fields(kind)})


def _value(hint: Any, value: Any) -> Any:
    if hint == tuple[Share, ...]:
        return tuple(Share(_text(each["name"]), _decimal(each["weight"]), each["symbol"]) for each in value or ())
    if value is None:
        return None
    if hint == Decimal | None:
        return _decimal(value)
    if hint == date | None:
        return date.fromisoformat(value)
    expected: type = {int | None: int, bool | None: bool}.get(hint, str)
    if not isinstance(value, expected):
        raise TypeError(f"{value!r} is no {expected.__name__}")
    return value


def _decimal(value: Any) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(_text(value))
    if not number.is_finite():
        raise TypeError(f"{value} is no number")
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
