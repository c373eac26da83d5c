"""Chance that is always the same: numbers drawn from the hash of what they are for.

Nothing is remembered and nothing is drawn in order, so any day of any symbol can be asked for first.
One hash costs about a microsecond and holds sixteen numbers; each is good to 32 bits.
"""

from collections.abc import Sequence
from hashlib import blake2b
from statistics import NormalDist
from struct import unpack

# How many numbers one hash gives.
WIDTH = 16

_inverse = NormalDist().inv_cdf


def uniforms(*key: object) -> list[float]:
    """Sixteen numbers between 0 and 1, neither of them included, evenly distributed."""
    digest = blake2b("|".join(map(str, key)).encode(), digest_size=64).digest()
    return [(word + 0.5) * 2**-32 for word in unpack("<16I", digest)]


def normals(*key: object) -> list[float]:
    """Sixteen numbers of the standard normal distribution, none beyond 6.3."""
    return [_inverse(number) for number in uniforms(*key)]


def many_normals(count: int, *key: object) -> list[float]:
    """`count` numbers of the standard normal distribution."""
    return [number for part in range(-(-count // WIDTH)) for number in normals(*key, part)][:count]


def between(knots: Sequence[float], position: float) -> float:
    """The line through `knots` (one at each whole number from 0) at `position`, which may not pass the last."""
    whole = min(int(position), len(knots) - 2)
    return knots[whole] + (knots[whole + 1] - knots[whole]) * (position - whole)
