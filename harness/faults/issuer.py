"""Who made a login token (Customer Login API, iss)."""

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, fault, must
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
