"""Settings for the project's own tests; the scenarios bring theirs with the plugin ``harness.pytest_plugin``."""

import os

try:
    from hypothesis import settings
except ImportError:  # running `pytest scenarios` needs no Hypothesis
    pass
else:
    # In CI the same examples every time, and the blob that brings a failure back; elsewhere new ones at each run.
    settings.register_profile("tokenassay-ci", derandomize=True, deadline=None, print_blob=True)
    settings.register_profile("tokenassay", deadline=None)
    settings.load_profile("tokenassay-ci" if os.environ.get("CI") else "tokenassay")
