"""On how many examples a property is tried: a few in an ordinary run, ten times as many in the profile `thorough`.

No example has a deadline: on a busy machine it would fail for nothing.
"""

from hypothesis import settings

FACTOR = 10

settings.register_profile("ordinary", max_examples=60, deadline=None)
settings.register_profile("thorough", max_examples=60 * FACTOR, deadline=None)
settings.load_profile("ordinary")


def examples(few: int) -> int:
    """As `max_examples` of a test that is slow."""
    return few * FACTOR if settings.get_current_profile_name() == "thorough" else few
