"""Who made a token (Customer Login and Current Customer API, iss). See also ``claims``."""

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, LOGIN, fault, must
from harness.tokens.draft import Draft

OTHERS = {"made-up": "s0meb0dye1sess0meb0dye1sess0meb", "bigcommerce": "bc", "bigcommerce-apps": "bc/apps",
"upper-bc": "BC", "url": "https://login.bigcommerce.com",
          "name": "My App", "zero": "0", "placeholder": "client_id"}  # fmt: skip


@fault(Rule.ISSUER, must, "Customer Login API, iss: the app's client id", kinds=LOGIN, cwe=345, rows=OTHERS)
def another(draft: Draft, value: str) -> Draft:
    """The issuer is nobody this store knows, though the right secret signs."""
    return draft.claim(iss=value)


@fault(Rule.ISSUER, must, "Customer Login API, iss", kinds=LOGIN, cwe=345)
def is_the_secrets_hash(draft: Draft) -> Draft:
    """The issuer is the store's hash instead of the client id."""
    return draft.claim(iss=draft.claims["store_hash"])


PLATFORMS = {
    "payload": "bc", "session-sync": "BC", "app": "bc/app", "below": "bc/apps/x", "slash-before": "/bc/apps",
    "backslash": "bc\\apps", "escaped": "bc\\/apps", "stores": "bc/stores", "url": "https://login.bigcommerce.com",
    "url-apps": "https://bc/apps", "name": "BigCommerce", "null": "null",
}  # fmt: skip


@fault(Rule.ISSUER, must, "RFC 8725 3.8; Current Customer API, iss", kinds=CURRENT, cwe=345, rows=PLATFORMS)
def another_than_bigcommerce(draft: Draft, value: str) -> Draft:
    """The issuer is another one than bc/apps, though the right secret signs."""
    return draft.claim(iss=value)


@fault(Rule.ISSUER, must, "Current Customer API, iss", kinds=CURRENT, cwe=345)
def is_the_app(draft: Draft) -> Draft:
    """The issuer is the app itself, as in a login token and in an older reference."""
    return draft.claim(iss=draft.scene.app.client_id)
