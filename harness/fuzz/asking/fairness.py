"""Which made-up requests a sound app has to answer with a token, and which it may refuse as well."""

import re
import unicodedata

from harness.fuzz.asking.wish import NOBODY, Wish
from harness.judge.redirect import is_own_path

LONGEST = 1_000
"""Bytes of a path that no app has a reason to refuse."""
_PLAIN = re.compile(r"/[^?#%\\]*(\?[^?#%\\/]*)?(#[^?#%\\/]*)?")
"""A path, a query and a fragment in which nothing is escaped."""


def is_honest(wish: Wish) -> bool:
    """Whether a browser of somebody who is signed in could well send this."""
    return is_own(wish) and not wish.beside and is_fair(wish.path)


def is_own(wish: Wish) -> bool:
    """Whether somebody who is signed in asks for a login of their own, whatever stands beside."""
    return wish.signed_in != NOBODY and wish.session is None and not wish.other and not wish.spelling


def is_fair(path: str) -> bool:
    """Whether a path is the store's own, and written in a way that nobody takes for anything else."""
    if not path:
        return True
    printable = all(unicodedata.category(one) not in ("Cc", "Cs") for one in path)
    if not printable or len(path.encode()) > LONGEST:
        return False
    return bool(_PLAIN.fullmatch(path)) and is_own_path(path) and "//" not in path
