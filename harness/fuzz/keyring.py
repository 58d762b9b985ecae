"""The keys that a recipe may sign with, by names: a recipe holds no secret."""

from harness.tokens import Draft
from harness.tokens.keys import ATTACKER, PLACEHOLDERS, secret_forms

FIXED: dict[str, bytes] = {
    "nothing": b"",
    "a zero byte": b"\0",
    "64 zero bytes": bytes(64),
    "a key of the attacker's": ATTACKER,
    "another random key": b"4n0ther-k3y-that-n0body-has-ever-agreed-on-with-anyone-at-all",
    **{f"the text {text!r}": text.encode() for text in PLACEHOLDERS},
}
OWN = "the secret"
PUBLIC = ("the client id", "the store hash", "the customer id", "the e-mail", "the other app's secret", "the kid")
FORMS = ("hex", "base64", "trimmed", "newline", "lower-case", "first-32")
POINTED = ("nothing", "the kid", "a key of the attacker's", "a zero byte")
"""Keys that a header may lead to which chooses one."""
KEYS = (*FIXED, *PUBLIC, *(f"the secret, {form}" for form in FORMS))
"""Names of all keys but the secret itself."""


def key_named(name: str, draft: Draft) -> bytes:
    """Return the key called ``name``; ValueError if there is none."""
    if name in FIXED:
        return FIXED[name]
    scene, kid = draft.scene, draft.header.get("kid")
    public = {
        OWN: scene.app.key,
        "the client id": scene.app.client_id.encode(),
        "the store hash": scene.store.hash.encode(),
        "the customer id": str(scene.customer.id).encode(),
        "the e-mail": scene.customer.email.encode(),
        "the other app's secret": scene.other_app.key,
        "the kid": kid.encode("utf-8", "surrogatepass") if isinstance(kid, str) else b"",
    }
    if name in public:
        return public[name]
    form = name.removeprefix("the secret, ")
    forms = secret_forms(scene.app.client_secret)
    if form not in forms:
        raise ValueError(f"no key is called {name!r}")
    return forms[form]
