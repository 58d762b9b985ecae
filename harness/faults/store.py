"""Which store a token is for (Customer Login API, store_hash; Current Customer API, store_hash and sub)."""

from dataclasses import replace

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, fault, must, should
from harness.tokens.draft import Draft
from harness.tokens.valid import current

FORMS = {
    "with-stores": "stores/{}", "with-slash": "/{}", "domain": "store-{}.mybigcommerce.com",
    "url": "https://store-{}.mybigcommerce.com", "api-url": "https://api.bigcommerce.com/stores/{}/v3",
    "store-prefix": "store-{}", "braces": "{{{}}}", "quoted": '"{}"', "channel-suffix": "{}-1",
    "placeholder": "store_hash", "zero": "0",
}  # fmt: skip


@fault(Rule.STORE, must, "Customer Login and Current Customer API, store_hash: the bare hash", cwe=345, rows=FORMS)
def in_another_form(draft: Draft, value: str) -> Draft:
    """The store is named in another form than its bare hash."""
    return draft.claim(store_hash=value.format(draft.claims["store_hash"]))


@fault(Rule.STORE, must, "Customer Login and Current Customer API, store_hash", cwe=639)
def another(draft: Draft) -> Draft:
    """The token is for another store of the same app."""
    return draft.claim(store_hash=draft.scene.other_store.hash)


CLAUSE = "Current Customer API, store_hash and sub: one client secret serves every store that has the app"


@fault(Rule.STORE, should, CLAUSE, kinds=CURRENT, cwe=345, rows=FORMS)
def sub_in_another_form(draft: Draft, value: str) -> Draft:
    """The sub names the store in another form than its bare hash, such as that of a signed_payload_jwt."""
    return draft.claim(sub=value.format(draft.claims["sub"]))


@fault(Rule.STORE, should, CLAUSE, kinds=CURRENT, cwe=639)
def sub_of_another(draft: Draft) -> Draft:
    """The sub names another store of the same app; store_hash is right."""
    return draft.claim(sub=draft.scene.other_store.hash)


@fault(Rule.STORE, must, CLAUSE, kinds=CURRENT, cwe=639)
def another_in_both(draft: Draft) -> Draft:
    """The store_hash and the sub name another store of the same app, where the id is another person's."""
    other = draft.scene.other_store.hash
    return draft.claim(store_hash=other, sub=other)


@fault(Rule.STORE, must, CLAUSE, kinds=CURRENT, cwe=639)
def another_stores_token(draft: Draft) -> Draft:
    """The token is another store's, for another customer, as that store made it."""
    scene = replace(draft.scene, store=draft.scene.other_store, customer=draft.scene.other_customer)
    return current(scene, draft.mac, draft.claims["exp"] - draft.claims["iat"])
