"""How a number is written on the page. Pure; `static/js/format.js` writes the same, held to it by one table of cases.

Rounding is half away from zero, as the browser's own. What is not known is an en dash.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

UNKNOWN = "–"
MINUS = "−"

_THREE_FIGURES = Context(prec=3, rounding=ROUND_HALF_UP)
_MAGNITUDES = ((10**3, "K"), (10**6, "M"), (10**9, "B"), (10**12, "T"))


def number(value: Decimal | None) -> str:
    """A price: `1,234.50`. Below one it has four decimals."""
    return UNKNOWN if value is None else _grouped(value, _decimals(value))


def change(value: Decimal | None, price: Decimal | None) -> str:
    """A difference in price with its sign, and with as many decimals as `price` has."""
    if value is None:
        return UNKNOWN
    return _signed(_grouped(value, _decimals(value if price is None else price)))


def percent(value: Decimal | None) -> str:
    """`+1.23%`."""
    return UNKNOWN if value is None else _signed(_grouped(value, 2)) + "%"


def direction(value: Decimal | None, price: Decimal | None) -> str:
    """`up`, `down` or `flat`, as the written change says: what rounds to nothing is flat."""
    return {"+": "up", MINUS: "down"}.get(change(value, price)[0], "flat")


def compact(value: Decimal | int | None) -> str:
    """A count or a sum in three figures: `987`, `1.23M`, `45.6B`."""
    if value is None:
        return UNKNOWN
    exact = Decimal(value)
    if abs(exact) < 1000:
        return _grouped(exact, 0)
    written = [(_THREE_FIGURES.create_decimal(exact / size), letter) for size, letter in _MAGNITUDES]
    figures, letter = next((each for each in written if abs(each[0]) < 1000), written[-1])
    return _grouped(figures, max(0, 2 - figures.adjusted())) + letter


def figure(value: Decimal | None) -> str:
    """A figure that is no price, such as a ratio: always two decimals."""
    return UNKNOWN if value is None else _grouped(value, 2)


def share(fraction: Decimal | None) -> str:
    """A fraction as a share of a hundred, without a sign: `0.44%`."""
    return UNKNOWN if fraction is None else _grouped(fraction * 100, 2) + "%"


def gained(rank: int | None, before: int | None) -> str:
    """How many places a rank has gained, or lost, since `before`: `+3`, `−2`, `0`."""
    if rank is None or before is None:
        return UNKNOWN
    return _signed(_grouped(Decimal(before - rank), 0))


def age(seconds: float) -> str:
    """How old something is: `4 s old`, `3 min old`, `5 h old`, `2 days old`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s old"
    if whole < 3600:
        return f"{whole // 60} min old"
    if whole < 48 * 3600:
        return f"{whole // 3600} h old"
    return f"{whole // 86_400} days old"


def _decimals(price: Decimal) -> int:
    return 4 if 0 < abs(price) < 1 else 2


def _grouped(value: Decimal, decimals: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(rounded):,}" if rounded >= 0 else f"{MINUS}{abs(rounded):,}"


def _signed(text: str) -> str:
    nothing = not any(figure in "123456789" for figure in text)
    return text.removeprefix(MINUS) if nothing else text if text.startswith(MINUS) else f"+{text}"
