"""Characters that base64url does not have: junk, white space, letters from elsewhere (RFC 4648 3.3; RFC 7515 2).

As in ``encoding``: put in after signing, by anybody, ``must``; under the MAC, or in the signature alone, ``should``.
"""

from harness.contract.words import Rule
from harness.faults.encoding import respell
from harness.faults.registry import fault, may, must, should
from harness.tokens.draft import Draft, Stage

JUNK = {
    "exclamation": "!", "hash": "#", "question": "?", "percent": "%", "star": "*", "at": "@", "colon": ":",
    "semicolon": ";",
    "quote": '"', "apostrophe": "'", "less": "<", "brace": "{", "pipe": "|", "tilde": "~", "caret": "^", "dollar": "$",
}  # fmt: skip
SPACES = {
    "newline": "\n", "cr-lf": "\r\n", "space": " ", "tab": "\t", "form-feed": "\f", "nbsp": "\xa0",
    "line-separator": "\u2028",
}  # fmt: skip
FOREIGN = {
    "e-acute": "é", "fullwidth": "Ａ", "zero-width": "\u200b", "bom": "\ufeff", "cyrillic": "А", "emoji": "🔑",
    "soft-hyphen": "\xad", "nul": "\0",
}  # fmt: skip


def amid(text: str, junk: str) -> str:
    """Return ``text`` with ``junk`` put in after its eighth character."""
    return text[:8] + junk + text[8:]


@fault(Rule.ENCODING, must, "RFC 4648 3.3", cwe=172, rows=JUNK)
def junk_in_payload(draft: Draft, value: str) -> Draft:
    """A character that is not base64url was put into the payload after signing."""
    return draft.edit(Stage.TOKEN, respell(1, lambda text: amid(text, value)))


@fault(Rule.ENCODING, must, "RFC 4648 3.3", cwe=172, rows={name: JUNK[name] for name in list(JUNK)[:8]})
def junk_in_header(draft: Draft, value: str) -> Draft:
    """A character that is not base64url was put into the header after signing."""
    return draft.edit(Stage.TOKEN, respell(0, lambda text: amid(text, value)))


@fault(Rule.ENCODING, should, "RFC 4648 3.3", cwe=172, rows=JUNK)
def junk_in_signature(draft: Draft, value: str) -> Draft:
    """A character that is not base64url stands in the signature."""
    return draft.edit(Stage.SIGNATURE_TEXT, lambda text: amid(text, value))


@fault(Rule.ENCODING, should, "RFC 4648 3.3", cwe=172, rows={**JUNK, **FOREIGN})
def junk_signed(draft: Draft, value: str) -> Draft:
    """A character that is not base64url stands in the payload, and the MAC covers it."""
    return draft.edit(Stage.PAYLOAD_TEXT, lambda text: amid(text, value))


@fault(Rule.ENCODING, must, "RFC 7515 2: no white space", cwe=172, rows=SPACES)
def space_in_payload(draft: Draft, value: str) -> Draft:
    """White space was put into the payload after signing."""
    return draft.edit(Stage.TOKEN, respell(1, lambda text: amid(text, value)))


@fault(Rule.ENCODING, should, "RFC 7515 2: no white space", cwe=172, rows=SPACES)
def space_in_signature(draft: Draft, value: str) -> Draft:
    """White space stands in the signature."""
    return draft.edit(Stage.SIGNATURE_TEXT, lambda text: amid(text, value))


@fault(
    Rule.ENCODING,
    may,
    "RFC 7515 2: no white space",
    cwe=172,
    rows={name: SPACES[name] for name in ("newline", "cr-lf", "space", "tab", "nbsp")},
)
def space_after(draft: Draft, value: str) -> Draft:
    """White space follows the token."""
    return draft.edit(Stage.TOKEN, lambda token: token + value)


@fault(
    Rule.ENCODING,
    may,
    "RFC 7515 2: no white space",
    cwe=172,
    rows={name: SPACES[name] for name in ("newline", "space", "tab", "nbsp")},
)
def space_before(draft: Draft, value: str) -> Draft:
    """White space precedes the token."""
    return draft.edit(Stage.TOKEN, lambda token: value + token)


@fault(Rule.ENCODING, must, "RFC 4648 3.3; RFC 8725 3.6", cwe=172, rows=FOREIGN)
def foreign_in_payload(draft: Draft, value: str) -> Draft:
    """A character beyond ASCII, or NUL, was put into the payload after signing."""
    return draft.edit(Stage.TOKEN, respell(1, lambda text: amid(text, value)))


@fault(Rule.ENCODING, should, "RFC 4648 3.3; RFC 8725 3.6", cwe=172, rows=FOREIGN)
def foreign_in_signature(draft: Draft, value: str) -> Draft:
    """A character beyond ASCII, or NUL, stands in the signature."""
    return draft.edit(Stage.SIGNATURE_TEXT, lambda text: amid(text, value))


@fault(
    Rule.ENCODING,
    should,
    "RFC 4648 3.3; CWE-158",
    cwe=158,
    rows={"nul": "\0x", "percent-00": "%00", "percent-3d": "%3D", "percent-41": "%41", "double-2e": "%252E"},
)
def tail(draft: Draft, value: str) -> Draft:
    """Something that a lax reader cuts off or decodes follows the signature."""
    return draft.edit(Stage.SIGNATURE_TEXT, lambda text: text + value)
