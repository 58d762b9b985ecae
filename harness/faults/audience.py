"""Whom a current customer token is for (RFC 8725 3.9; Current Customer API, aud). See also ``claims``."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, fault, may, must, should, variant
from harness.tokens.draft import Draft

CLAUSE = "RFC 8725 3.9; Current Customer API, aud"
OTHERS = {
    "made-up": "s0meb0dye1sess0meb0dye1sess0meb", "bigcommerce": "bc/apps", "store-hash": "{}",
    "store": "https://store-{}.mybigcommerce.com", "url": "https://api.bigcommerce.com", "any": "any",
    "placeholder": "client_id", "undefined": "undefined", "null": "null",
}  # fmt: skip


@fault(Rule.AUDIENCE, must, CLAUSE, kinds=CURRENT, cwe=863, rows=OTHERS)
def another(draft: Draft, value: str) -> Draft:
    """The audience is another one."""
    return draft.claim(aud=value.format(draft.scene.store.hash))


@fault(Rule.AUDIENCE, must, CLAUSE, kinds=CURRENT, cwe=863)
def another_app_alone(draft: Draft) -> Draft:
    """The audience is another app of this store; application_id is right."""
    return draft.claim(aud=draft.scene.other_app.client_id)


@fault(Rule.AUDIENCE, must, CLAUSE, kinds=CURRENT, cwe=863, also=(Rule.APPLICATION,))
def another_app(draft: Draft) -> Draft:
    """The token is for another app, in aud and application_id, though signed with this app's secret."""
    other = draft.scene.other_app.client_id
    return draft.claim(aud=other, application_id=other)


@fault(
    Rule.AUDIENCE,
    must,
    CLAUSE,
    kinds=CURRENT,
    cwe=863,
    rows={"empty": 0, "another": 1, "others": 2, "empty-text": -1},
)
def array_without(draft: Draft, value: int) -> Draft:
    """The audience is an array that does not name the app."""
    others = [draft.scene.other_app.client_id, "bc/apps"]
    return draft.claim(aud=[""] if value < 0 else others[:value])


NESTED: dict[str, Any] = {
    "array-in-array": lambda own: [[own]], "object": lambda own: {own: True}, "value": lambda own: {"aud": own},
    "array-of-objects": lambda own: [{"aud": own}], "letters": list, "null-beside": lambda own: [None, own],
    "number-beside": lambda own: [1, own], "joined": lambda own: [f"{own},x"], "query": lambda own: {"$ne": None},
}  # fmt: skip


@fault(Rule.AUDIENCE, should, "RFC 7519 4.1.3: a string or an array of strings", kinds=CURRENT, cwe=843, rows=NESTED)
def in_another_type(draft: Draft, value: Any) -> Draft:
    """The audience holds the app somewhere in a value of an odd type."""
    return draft.claim(aud=value(draft.claims["aud"]))


@fault(
    Rule.AUDIENCE,
    may,
    "RFC 7519 4.1.3; real stores send a string",
    kinds=CURRENT,
    cwe=863,
    rows={"last": 0, "first": 1, "thrice": 2},
)
def shared(draft: Draft, value: int) -> Draft:
    """The token is for this app and another one as well."""
    own, other = draft.claims["aud"], draft.scene.other_app.client_id
    return draft.claim(aud=[[other, own], [own, other], [other, own, other]][value])


@variant(may, "RFC 7519 4.1.3: an array of one", kinds=CURRENT)
def in_an_array(draft: Draft) -> Draft:
    """The audience is an array that names this app alone, which real stores do not send."""
    return draft.claim(aud=[draft.claims["aud"]])
