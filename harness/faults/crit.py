"""Extensions that neither party knows: ``crit``, ``b64``, ``zip`` (RFC 7515 4.1.11, RFC 7797, RFC 7516 4.1.3)."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, fault, may, should
from harness.tokens.draft import Draft, Stage, compact_json


@fault(
    Rule.CRIT,
    should,
    "RFC 7515 4.1.11 (CVE-2026-32597)",
    cwe=358,
    rows={"known-here": (["x-bc"], {"x-bc": 1}), "absent": (["x-bc"], {}), "exp": (["exp"], {"exp": 1}), "two": (["a",
          "b"], {"a": 1, "b": 2}),
          "uri": (["http://example.com/x"], {"http://example.com/x": True})},
)  # fmt: skip
def unknown_extension(draft: Draft, value: tuple[list[str], dict[str, Any]]) -> Draft:
    """The header marks an extension as critical that nobody here knows."""
    names, extras = value
    return draft.head(crit=names, **extras)


@fault(
    Rule.CRIT,
    should,
    "RFC 7515 4.1.11",
    cwe=358,
    rows={"string": "x-bc", "null": None, "numbers": [1], "object": {"x-bc": 1}, "true": True, "nested": [["x-bc"]]},
)
def malformed(draft: Draft, value: Any) -> Draft:
    """The list of critical extensions is not a list of names."""
    return draft.head(crit=value)


@fault(
    Rule.CRIT,
    may,
    "RFC 7515 4.1.11: producers must not",
    cwe=358,
    rows={"empty": [], "registered": ["alg"], "twice": ["x", "x"]},
)
def producers_error(draft: Draft, value: list[str]) -> Draft:
    """The list of critical extensions is one that no signer may write."""
    return draft.head(crit=value, x=1)


@fault(
    Rule.CRIT, should, "RFC 7797 7: JWTs must not", cwe=358, rows={"with-crit": {"crit": ["b64"]}, "without-crit": {}}
)
def unencoded_label(draft: Draft, value: dict[str, Any]) -> Draft:
    """The header says that the payload is not base64url, though it is."""
    return draft.head(b64=False, **value)


@fault(
    Rule.CRIT,
    should,
    "RFC 7797 3: b64 is a boolean; 7: JWTs must not",
    cwe=358,
    rows={"zero": 0, "null": None, "text": "false", "list": [], "object": {}},
)
def label_of_another_type(draft: Draft, value: Any) -> Draft:
    """The header says in a value of an odd type whether the payload is base64url, and marks nothing as critical."""
    return draft.head(b64=value)


@fault(Rule.CRIT, may, "RFC 7797 7", cwe=358)
def encoded_label(draft: Draft) -> Draft:
    """The header says needlessly that the payload is base64url."""
    return draft.head(b64=True, crit=["b64"])


@fault(
    Rule.CRIT,
    may,
    "RFC 7516 4.1.3: zip is for encryption",
    rows={"deflate": "DEF", "gzip": "GZIP", "null": None, "true": True},
)
def compression_label(draft: Draft, value: Any) -> Draft:
    """The header says that the payload is compressed, though it is not."""
    return draft.head(zip=value)


def _raw(draft: Draft) -> str:
    return compact_json(draft.claims).decode("ascii")


@fault(
    Rule.CRIT,
    should,
    "RFC 7797 3 and 7: JWTs must not",
    cwe=358,
    kinds=CURRENT,
    also=(Rule.ENCODING, Rule.SERIALIZATION),
    rows={"without-dots": "\\u002e", "with-dots": "."},
)
def unencoded_payload(draft: Draft, value: str) -> Draft:
    """The payload is not base64url but the JSON itself, labelled and signed so."""
    raw = _raw(draft).replace(".", value)
    return draft.head(b64=False, crit=["b64"]).edit(Stage.PAYLOAD_TEXT, lambda _: raw)


@fault(Rule.CRIT, should, "RFC 7797 7", cwe=358, kinds=CURRENT, also=(Rule.ENCODING,))
def unencoded_payload_without_crit(draft: Draft) -> Draft:
    """The payload is the JSON itself, labelled and signed so, but not marked as critical."""
    raw = _raw(draft).replace(".", "\\u002e")
    return draft.head(b64=False).edit(Stage.PAYLOAD_TEXT, lambda _: raw)


@fault(Rule.CRIT, should, "RFC 7797 5.2: detached", cwe=358, kinds=CURRENT, also=(Rule.SERIALIZATION,))
def detached_payload(draft: Draft) -> Draft:
    """The payload was signed unencoded and is not sent at all."""
    raw = _raw(draft)

    def detached(token: str) -> str:
        return "..".join((token.partition(".")[0], token.rpartition(".")[2]))

    return draft.head(b64=False, crit=["b64"]).edit(Stage.PAYLOAD_TEXT, lambda _: raw).edit(Stage.TOKEN, detached)
