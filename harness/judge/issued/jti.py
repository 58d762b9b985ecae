"""The token's own id: there, a text, and nothing that can be guessed (Customer Login API, jti).

Whether ids repeat takes more than one token and is not seen here.
"""

from harness.contract.words import Rule
from harness.judge.issued.guessing import made_from
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must, should

CLAUSE = "Customer Login API, jti: unique across all requests made by your app"
ENOUGH = 16
"""Characters; a jti of fewer holds less than the 122 random bits of a UUID, however it is written."""

FRESH = "take a random UUID (version 4) for each token"


def _jti(token: Issued) -> str:
    """Return the jti if it is a text that says something, else ""."""
    found = token.claims.get("jti")
    return found if isinstance(found, str) and found.strip() else ""


@check(Rule.JTI, must, CLAUSE)
def present(token: Issued) -> str:
    """The jti is there."""
    return "" if "jti" in token.claims else f"there is no jti; {FRESH}"


@check(Rule.JTI, must, CLAUSE + ", a string", cwe=843)
def a_text(token: Issued) -> str:
    """The jti is a string that is not blank."""
    if "jti" not in token.claims or _jti(token):
        return ""
    return f"jti is {token.said(token.claims['jti'])}; it must be a non-empty string: {FRESH}"


@check(Rule.JTI, should, CLAUSE, cwe=(330, 341))
def not_made_of_the_time(token: Issued) -> str:
    """The jti is not made from the time, plain or hashed."""
    source = made_from(_jti(token), token)
    return f"jti is {token.said(_jti(token))}, {source}; {FRESH}" if source else ""


@check(Rule.JTI, should, CLAUSE, cwe=331)
def long_enough(token: Issued) -> str:
    """The jti has 16 characters or more."""
    jti = _jti(token)
    if not jti or len(jti) >= ENOUGH or made_from(jti, token):
        return ""
    return f"jti is {token.said(jti)}, of {len(jti)} characters; {FRESH}"
