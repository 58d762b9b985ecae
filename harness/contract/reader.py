"""The one reader among the pure rooms: TOML tables that ship with the harness, and profiles of one's own."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any


def shipped(package: str, name: str) -> dict[str, Any]:
    """Return the table ``name`` that ships in ``package``."""
    return tomllib.loads(files(package).joinpath(name).read_text("utf-8"))


def file(path: Path) -> dict[str, Any]:
    """Return the table in the file ``path``; OSError, TOMLDecodeError or UnicodeDecodeError if there is none."""
    return tomllib.loads(path.read_text("utf-8"))
