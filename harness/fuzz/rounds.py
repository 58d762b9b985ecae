"""How one round of a hunt is run by Hypothesis: the same everywhere, whatever profile its user has loaded."""

from hashlib import blake2b

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.database import ExampleDatabase


def settings_of(examples: int, database: ExampleDatabase | None) -> settings:
    """Return the settings for a round of ``examples``, which stops at the first breach and says nothing itself.

    There is no deadline: how long a target takes is its own business.
    """
    return settings(
        max_examples=examples,
        database=database,
        deadline=None,
        phases=(Phase.reuse, Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        print_blob=False,
        derandomize=False,
    )


def seed_of(*parts: object) -> int:
    """Return a seed that differs wherever one of ``parts`` does."""
    return int.from_bytes(blake2b(" ".join(map(str, parts)).encode(), digest_size=8).digest())
