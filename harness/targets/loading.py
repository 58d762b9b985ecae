"""Finds the app that ``[inprocess]`` names: ``module:name`` or ``path/to/file.py:name``."""

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from harness.targets.alarm import Stuck, alarm
from harness.targets.errors import TargetDownError, TargetError
from harness.targets.said import one_line

LONGEST_IMPORT = 30.0
"""Seconds that an import may take; one that starts a server never ends."""
T = TypeVar("T")
OURS = ("harness", "scenarios")


def load(reference: str, folder: Path, key: str = "inprocess") -> object:
    """Return what ``reference`` names, with ``folder`` first on ``sys.path``; ``key`` is named in errors.

    TargetError where there is no such module or name, or it cannot be called; TargetDownError where the import raises
    anything or takes more than 30 seconds.
    """
    place, _, name = reference.rpartition(":")
    if not place or not name:
        raise TargetError(f'{key} is {reference!r}; write "module:name", such as "shop.auth:verify"')
    folder = folder.resolve()
    module = _from_file(place, folder, key) if place.endswith(".py") else _from_path(place, folder, key)
    found: object = module
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise TargetError(f"{key}: {place} has no {name}{_hint(part, dir(found))}") from None
    if not callable(found):
        raise TargetError(
            f"{key}: {reference} is a {type(found).__name__}, which cannot be called; name the app itself"
        )
    return found


def _from_file(place: str, folder: Path, key: str) -> ModuleType:
    path = (folder / place).resolve()
    if not path.is_file():
        near = [str(one.relative_to(folder)) for one in folder.glob("**/*.py")] if folder.is_dir() else []
        raise TargetError(f"{key}: there is no file {path}{_hint(place, near)}")
    _go_first(folder)
    _go_first(path.parent)
    taken = path.stem in sys.modules or path.stem in sys.stdlib_module_names
    spec = importlib.util.spec_from_file_location(f"inprocess_{path.stem}" if taken else path.stem, path)
    if spec is None or spec.loader is None:
        raise TargetError(f"{key}: {path} is no Python module")
    module, loader = importlib.util.module_from_spec(spec), spec.loader
    sys.modules[spec.name] = module
    try:
        _run(lambda: loader.exec_module(module), place, key)
    except BaseException:
        del sys.modules[spec.name]
        raise
    return module


def _from_path(place: str, folder: Path, key: str) -> ModuleType:
    if not all(part.isidentifier() for part in place.split(".")):
        raise TargetError(f'{key}: {place!r} is no module; write "module:name", or "path/to/file.py:name"')
    _go_first(folder)
    _forget_namesakes(place.partition(".")[0], folder)
    parts = place.split(".")
    for end in range(1, len(parts) + 1):
        part = ".".join(parts[:end])
        _must_be_there(part, folder, key)
        _run(lambda name=part: importlib.import_module(name), place, key)  # type: ignore[misc]
    return sys.modules[place]


def _must_be_there(module: str, folder: Path, key: str) -> None:
    """Say that ``module`` is missing, before an import could blame something else; its parents are loaded."""
    if module in sys.modules:
        return
    parent, _, last = module.rpartition(".")
    inside = not parent or hasattr(sys.modules.get(parent), "__path__")
    if not inside or _run(lambda: importlib.util.find_spec(module), module, key) is None:
        places = [Path(one) for one in getattr(sys.modules.get(parent), "__path__", ())] if parent else [folder]
        near = [one.stem for place in places if place.is_dir() for one in place.iterdir() if one.suffix in ("", ".py")]
        hint = _hint(last, near)
        raise TargetError(f"{key}: there is no module {module} in {folder}, nor is one installed{hint}")


def _run(do: Callable[[], T], place: str, key: str) -> T:
    try:
        with alarm(LONGEST_IMPORT):
            return do()
    except KeyboardInterrupt:
        raise
    except Stuck as error:
        raise TargetDownError(
            f"{key}: importing {place} took more than {LONGEST_IMPORT:g} s; "
            'if it starts a server, put that below if __name__ == "__main__"'
        ) from error
    except BaseException as error:  # also SystemExit: an app that wants a setting quits
        frames = traceback.extract_tb(error.__traceback__)
        where = [one for one in frames if one.filename != __file__ and not one.filename.startswith("<")][-1:]
        line = f" ({Path(where[0].filename).name}, line {where[0].lineno})" if where else ""
        raise TargetDownError(f"{key}: importing {place} failed: {one_line(error)}{line}") from error


def _go_first(folder: Path) -> None:
    text = str(folder)
    if text in sys.path:
        sys.path.remove(text)
    sys.path.insert(0, text)
    importlib.invalidate_caches()


def _forget_namesakes(top: str, folder: Path) -> None:
    """Forget a module of this name from elsewhere, such as another target's ``app``, where ``folder`` has its own."""
    known = sys.modules.get(top)
    mine = (folder / f"{top}.py", folder / top / "__init__.py")
    if known is None or top in OURS or top in sys.stdlib_module_names or not any(one.is_file() for one in mine):
        return
    if getattr(known, "__file__", None) and Path(str(known.__file__)).resolve() in mine:
        return
    for name in [one for one in sys.modules if one == top or one.startswith(f"{top}.")]:
        del sys.modules[name]


def _hint(wanted: str, known: list[str]) -> str:
    near = get_close_matches(wanted, [one for one in known if not one.startswith("__")], n=1)
    return f"; did you mean {near[0]}?" if near else ""
