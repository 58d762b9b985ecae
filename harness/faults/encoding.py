"""Spellings of base64url that are not canonical (RFC 7515 2; RFC 4648 3.2 to 3.5 and 5).

Where the header or payload is respelled *after* signing, nobody needs the secret and the MAC no longer covers what
was sent: ``must``. Respelled before signing, only the secret's holder could have done it, and a respelled signature
says nothing else than before: ``should``.
"""

from collections.abc import Callable

from harness.contract.words import Rule
from harness.faults.registry import Inapplicable, fault, may, must, should
from harness.tokens.draft import Draft, Stage

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PARTS = {"header": 0, "payload": 1, "signature": 2}
BODIES = {"header": 0, "payload": 1}


def respell(place: int, change: Callable[[str], str]) -> Callable[[str], str]:
    """Return an edit of the whole token that changes one segment's text after signing."""

    def edit(token: str) -> str:
        parts = token.split(".")
        parts[place] = change(parts[place])
        return ".".join(parts)

    return edit


def stretched(place: int) -> Callable[[Draft], Draft]:
    """Return a twin whose segment ``place`` ends in spare bits, with white space after its JSON if need be."""
    stage = (Stage.HEADER_JSON, Stage.PAYLOAD_JSON)[place]
    return lambda draft: draft.edit(stage, lambda data: data + b" " * (1 if len(data) % 3 == 0 else 0))


def with_symbols(draft: Draft) -> Draft:
    """Return a twin whose header and payload both have a dash or underscore in their base64url."""
    tail = b',"note":"~?~?~?~?>>>~~~???"}'
    return draft.edit(Stage.HEADER_JSON, lambda data: data[:-1] + tail).edit(
        Stage.PAYLOAD_JSON, lambda data: data[:-1] + tail
    )


def standard(text: str) -> str:
    """Return ``text`` in the standard base64 alphabet."""
    if not {"-", "_"} & set(text):
        raise Inapplicable("this segment is the same in both alphabets")
    return text.replace("-", "+").replace("_", "/")


def spare_bits(text: str) -> str:
    """Return ``text`` with its unused last bits set."""
    if len(text) % 4 not in (2, 3):
        raise Inapplicable("this segment has no spare bits")
    return text[:-1] + ALPHABET[ALPHABET.index(text[-1]) + 1]


def _padding(text: str) -> str:
    return text + "=" * (-len(text) % 4 or 4)


@fault(
    Rule.ENCODING,
    must,
    "RFC 7515 2",
    cwe=172,
    rows={f"in-{name}": place for name, place in BODIES.items()},
    twin=lambda d: stretched(1)(stretched(0)(d)),
)
def padded_after_signing(draft: Draft, value: int) -> Draft:
    """A segment was padded with = after signing."""
    return draft.edit(Stage.TOKEN, respell(value, _padding))


@fault(
    Rule.ENCODING,
    should,
    "RFC 7515 2",
    cwe=172,
    rows={"in-header": Stage.HEADER_TEXT, "in-payload": Stage.PAYLOAD_TEXT},
    twin=lambda d: stretched(1)(stretched(0)(d)),
)
def padded(draft: Draft, value: Stage) -> Draft:
    """A segment is padded with =, and the MAC covers the padding."""
    return draft.edit(value, _padding)


@fault(Rule.ENCODING, may, "RFC 7515 2", cwe=172, rows={"right": "=", "too-much": "====", "with-junk": "=!"})
def padded_signature(draft: Draft, value: str) -> Draft:
    """The signature is padded with =."""
    return draft.edit(Stage.SIGNATURE_TEXT, lambda text: text + value)


@fault(
    Rule.ENCODING,
    must,
    "RFC 4648 5",
    cwe=172,
    rows={f"in-{name}": place for name, place in BODIES.items()},
    twin=with_symbols,
)
def standard_alphabet_after_signing(draft: Draft, value: int) -> Draft:
    """A segment was respelled in the standard alphabet after signing."""
    return draft.edit(Stage.TOKEN, respell(value, standard))


@fault(
    Rule.ENCODING,
    should,
    "RFC 4648 5",
    cwe=172,
    rows={"in-header": Stage.HEADER_TEXT, "in-payload": Stage.PAYLOAD_TEXT},
    twin=with_symbols,
)
def standard_alphabet(draft: Draft, value: Stage) -> Draft:
    """A segment is in the standard alphabet, and the MAC covers that."""
    return draft.edit(value, standard)


@fault(
    Rule.ENCODING,
    must,
    "RFC 4648 3.5",
    cwe=172,
    rows={f"in-{name}": place for name, place in BODIES.items()},
    twin=lambda d: stretched(1)(stretched(0)(d)),
)
def spare_bits_after_signing(draft: Draft, value: int) -> Draft:
    """A segment's unused last bits were set after signing."""
    return draft.edit(Stage.TOKEN, respell(value, spare_bits))


@fault(
    Rule.ENCODING,
    may,
    "RFC 4648 3.5",
    cwe=172,
    rows={"in-header": Stage.HEADER_TEXT, "in-payload": Stage.PAYLOAD_TEXT},
    twin=lambda d: stretched(1)(stretched(0)(d)),
)
def spare_bits_set(draft: Draft, value: Stage) -> Draft:
    """A segment's unused last bits are set, and the MAC covers that."""
    return draft.edit(value, spare_bits)


@fault(Rule.ENCODING, may, "RFC 4648 3.5", cwe=172)
def spare_bits_of_signature(draft: Draft) -> Draft:
    """The signature's unused last bits are set: the same MAC in another spelling."""
    return draft.edit(Stage.SIGNATURE_TEXT, spare_bits)


@fault(Rule.ENCODING, must, "RFC 4648 4", cwe=172, rows=PARTS)
def impossible_length(draft: Draft, value: int) -> Draft:
    """A segment's length is one more than a multiple of four, which no bytes give."""
    return draft.edit(Stage.TOKEN, respell(value, lambda text: text + "A" * ((1 - len(text)) % 4)))
