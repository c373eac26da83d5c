"""On how many examples a property is tried: a few in an ordinary run, ten times as many in the profile `thorough`.

An ordinary run tries the same ones each time: what it finds, it finds again, and whoever changed something else is not
told of it by chance. A thorough one tries others each time. No example has a deadline, and none may be slow to make: on
a busy machine it would fail for nothing.
"""

from hypothesis import HealthCheck, settings

FACTOR = 10

settings.register_profile("base", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ordinary", settings.get_profile("base"), max_examples=60, derandomize=True)
settings.register_profile("thorough", settings.get_profile("base"), max_examples=60 * FACTOR)
settings.load_profile("ordinary")


def examples(few: int) -> int:
    """As `max_examples` of a test that is slow."""
    return few * FACTOR if settings.get_current_profile_name() == "thorough" else few
