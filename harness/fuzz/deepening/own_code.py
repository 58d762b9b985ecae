"""Which code is the user's own: neither Python's, nor an installed library's, nor ours."""

import gc
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import FunctionType

_HARNESS = Path(__file__).resolve().parents[2]
_LIBRARIES = ("site-packages", "dist-packages", "node_modules")


@lru_cache(maxsize=4096)
def is_own(file: str) -> bool:
    """Whether ``file``, the ``co_filename`` of some code, is the user's."""
    if file.startswith("<"):
        return False
    path = Path(file).resolve()
    return not any(path.is_relative_to(folder) for folder in _foreign()) and not set(_LIBRARIES) & set(path.parts)


@lru_cache(maxsize=1)
def _foreign() -> tuple[Path, ...]:
    """Return the folders of Python's own modules and of ours."""
    places = sysconfig.get_paths()
    standard = {Path(places[name]).resolve() for name in ("stdlib", "platstdlib")}
    return (*standard, _HARNESS, _HARNESS.parent / "scenarios")


def functions() -> Iterator[FunctionType]:
    """Yield every function of the user's modules that was loaded so far, however it was imported or wrapped."""
    gc.unfreeze()  # what the collector was told to spare would not be among its objects
    for found in gc.get_objects():
        if isinstance(found, FunctionType) and found.__module__ in sys.modules and is_own(found.__code__.co_filename):
            yield found
