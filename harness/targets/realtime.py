"""The real clocks, also while time stands still for an app in this process.

The functions are kept in a tuple: freezegun swaps what modules and their names hold, and nothing deeper.
"""

import time

_REAL = (time.time, time.monotonic, time.perf_counter)


def real_time() -> float:
    """Return the real time in Unix seconds."""
    return _REAL[0]()


def real_monotonic() -> float:
    """Return the real monotonic clock in seconds, for deadlines."""
    return _REAL[1]()


def real_perf_counter() -> float:
    """Return the real performance counter in seconds, for durations."""
    return _REAL[2]()
