"""Which store a login token is for (Customer Login API, store_hash)."""

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, fault, must
from harness.tokens.draft import Draft

FORMS = {
    "with-stores": "stores/{}", "with-slash": "/{}", "domain": "store-{}.mybigcommerce.com",
    "url": "https://store-{}.mybigcommerce.com", "api-url": "https://api.bigcommerce.com/stores/{}/v3",
    "store-prefix": "store-{}", "braces": "{{{}}}", "quoted": '"{}"', "channel-suffix": "{}-1",
    "placeholder": "store_hash", "zero": "0",
}  # fmt: skip


@fault(Rule.STORE, must, "Customer Login API, store_hash: the bare hash", kinds=LOGIN, cwe=345, rows=FORMS)
def in_another_form(draft: Draft, value: str) -> Draft:
    """The store is named in another form than its bare hash."""
    return draft.claim(store_hash=value.format(draft.claims["store_hash"]))


@fault(Rule.STORE, must, "Customer Login API, store_hash", kinds=LOGIN, cwe=639)
def another(draft: Draft) -> Draft:
    """The token is for another store of the same app."""
    return draft.claim(store_hash=draft.scene.other_store.hash)
