"""Scripts that a store puts into its pages, as BigCommerce's Script Manager does (Scripts API).

A script's code may hold ``{{client_id}}``, ``{{store_hash}}``, ``{{channel_id}}`` and ``{{server}}`` within a string:
the id of the app that it speaks for, the store and channel whose page it stands in, and the origin it may talk to.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

MAX_CODE = 65_536
"""Characters of a script."""

_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")


@dataclass(frozen=True, slots=True)
class Script:
    """A script, its code filled in; ``server`` is the origin that it may talk to besides the store's own, or empty."""

    name: str
    location: str
    visibility: str
    code: str
    server: str = ""


def shown(scripts: Iterable[Script], *, checkout: bool) -> list[Script]:
    """Return the scripts of an ordinary page, or of one of the ``checkout``."""
    asked = "checkout" if checkout else "storefront"
    return [script for script in scripts if script.visibility in (asked, "all_pages")]


def read_code(folder: Path | None, file: str) -> str:
    """Return the code in ``file``, sought from the seed's ``folder``; ValueError says why there is none."""
    if folder is None:
        raise ValueError("is for seed files; give the code itself under 'code'")
    try:
        return Path(folder, file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError("cannot be read; give a path from the seed's own folder to a text in UTF-8") from error


def filled(code: str, values: Mapping[str, str]) -> str:
    """Return ``code`` with its placeholders filled in; ValueError names one that is not known, or code that cannot be.

    Values are written as within a JavaScript string in double quotes, so that they can be nothing but text.
    """
    if len(code) > MAX_CODE:
        raise ValueError(f"is longer than {MAX_CODE} characters; shorten it")
    if re.search("</script|<!--", code, re.IGNORECASE):
        raise ValueError("holds '</script' or '<!--', which a page cannot hold in a script; write it in two pieces")

    def value(found: re.Match[str]) -> str:
        text = values.get(found[1], "")
        if not text:
            raise ValueError(f"holds {found[0]}; known here are {', '.join(key for key in values if values[key])}")
        return json.dumps(text)[1:-1].replace("<", "\\u003c")

    return _PLACEHOLDER.sub(value, code)
