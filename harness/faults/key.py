"""Keys that are not the client secret: blanks, placeholders, identifiers, other forms of the secret (RFC 8725 3.5)."""

from harness.contract.words import Kind, Rule
from harness.faults.registry import CURRENT, Inapplicable, fault, must, should
from harness.tokens.draft import Draft
from harness.tokens.keys import PLACEHOLDERS, SECRET_FORMS, ZEROS, secret_forms


def _slug(text: str) -> str:
    return text.lower().replace("_", "-")[:44]


@fault(Rule.KEY, must, "RFC 8725 3.5 (CVE-2019-20933)", each=True)
def blank(draft: Draft) -> Draft:
    """The key is empty, which equals any number of zero bytes up to the hash's block."""
    return draft.signed_with(b"")


@fault(Rule.KEY, must, "RFC 8725 3.5", kinds=CURRENT, rows={str(size): size for size in ZEROS}, each=True)
def zero_bytes(draft: Draft, value: int) -> Draft:
    """The key is zero bytes, more than a block of one hash at least, as from a buffer that was never filled."""
    return draft.signed_with(bytes(value))


@fault(Rule.KEY, must, "RFC 8725 3.5", cwe=798, rows={_slug(text): text for text in PLACEHOLDERS}, each=True)
def placeholder(draft: Draft, value: str) -> Draft:
    """The key is a text that stands in samples and unset variables."""
    return draft.signed_with(value)


@fault(
    Rule.KEY,
    must,
    "RFC 8725 3.5: public values are no keys",
    cwe=321,
    rows={
        "client-id": "client_id",
        "store-hash": "store_hash",
        "issuer": "iss",
        "jti": "jti",
        "operation": "operation",
    },
    each=True,
)
def public_value(draft: Draft, value: str) -> Draft:
    """The key is something that everybody can read."""
    key = draft.scene.app.client_id if value == "client_id" else str(draft.claims.get(value, ""))
    if not key or (value == "iss" and key == draft.scene.app.client_id):
        raise Inapplicable(f"there is no {value} of its own in this token")
    return draft.signed_with(key)


@fault(Rule.KEY, must, "RFC 8725 3.5", cwe=321, each=True)
def customer_id(draft: Draft) -> Draft:
    """The key is the customer's id."""
    known = draft.claims["customer"]["id"] if draft.kind is Kind.CURRENT else draft.claims["customer_id"]
    return draft.signed_with(str(known))


@fault(Rule.KEY, must, "RFC 8725 3.5", cwe=321, kinds=CURRENT, each=True)
def customer_email(draft: Draft) -> Draft:
    """The key is the customer's e-mail."""
    if not draft.claims["customer"]["email"]:
        raise Inapplicable("the customer's e-mail is not known")
    return draft.signed_with(str(draft.claims["customer"]["email"]))


@fault(
    Rule.KEY,
    should,
    "Customer Login API: the client secret, undecoded",
    rows={slug: slug for slug in SECRET_FORMS},
    each=True,
)
def form_of_the_secret(draft: Draft, value: str) -> Draft:
    """The key is the client secret in another form."""
    key = secret_forms(draft.scene.app.client_secret)[value]
    if key == draft.key:
        raise Inapplicable(f"this secret {SECRET_FORMS[value]} is the secret itself")
    if draft.mac == "HS256" and value == "sha-256" and len(draft.key) > 64:
        raise Inapplicable("HMAC replaces a key longer than its block by that very hash (RFC 2104 2)")
    return draft.signed_with(key)


@fault(Rule.KEY, must, "RFC 8725 3.8: keys belong to issuers", each=True)
def another_apps_secret(draft: Draft) -> Draft:
    """The token names this app and is signed with another app's secret."""
    return draft.signed_with(draft.scene.other_app.key)


@fault(Rule.KEY, must, "RFC 8725 3.8: keys belong to issuers", kinds=CURRENT, each=True)
def another_apps_token(draft: Draft) -> Draft:
    """The token is another app's, as the store made it: its aud, its application_id, its secret."""
    other = draft.scene.other_app
    return draft.claim(aud=other.client_id, application_id=other.client_id).signed_with(other.key)
