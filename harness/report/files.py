"""Writing a report whole or not at all: a reader never meets half a file. Where none can be written is found before."""

import os
import tempfile
from pathlib import Path


def try_folder(folder: Path) -> None:
    """Make a file in ``folder`` that goes at once; OSError where none can be made, before work is done for one."""
    tempfile.TemporaryFile(dir=folder).close()


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in UTF-8 beside it and move it into place; folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        beside.chmod(0o644)  # mkstemp keeps files to their owner; a report is for others too
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
