"""The vocabularies that every other room speaks; each member is one term of the field."""

from enum import StrEnum


class Kind(StrEnum):
    """The tokens that one app's client secret signs or that BigCommerce hands to a shopper's browser."""

    LOGIN = "login"
    """Customer Login: the app signs, the store checks at ``/login/token/{token}``."""
    CURRENT = "current"
    """Current Customer: the store signs at ``/customer/current.jwt``, the app checks."""
    PAYLOAD = "payload"
    """``signed_payload_jwt`` of the app's load, uninstall and remove-user callbacks."""
    SESSION_SYNC = "session-sync"
    """The ES256 token of ``/session-sync``; only BigCommerce signs and checks it."""
    STOREFRONT_API = "storefront-api"
    """The ES256 token of the GraphQL Storefront API, which speaks for an app and for no shopper."""


class Role(StrEnum):
    """What a target does with tokens."""

    STOREFRONT = "storefront"
    VERIFIER = "verifier"
    ISSUER = "issuer"
    HEADLESS = "headless"
    STOREFRONT_API = "storefront-api"


class Level(StrEnum):
    """How firmly a rule or an expectation binds."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Standing(StrEnum):
    """How sure a fact about BigCommerce is."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    ASSUMED = "assumed"


class Expect(StrEnum):
    """What a sound party does with a deviating token."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    LAST_WINS = "refused, or the last duplicate believed"
    CONTAINED = "refused, or landed on the store's own origin"
    OWN_ID = "refused, or the customer of customer.id believed"


class Answer(StrEnum):
    """What a target was seen to do with one presentation."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCLEAN = "unclean"
    """5xx, a hang or a dropped connection: neither accepted nor cleanly refused."""
    UNCLEAR = "unclear"
    """An answer that the target file does not name."""


class Verdict(StrEnum):
    """The outcome of one scenario."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    ADVISORY = "advisory"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Severity(StrEnum):
    """How much a broken rule matters, gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


class Rule(StrEnum):
    """What a deviation touches, whatever the role; ``rules.toml`` folds these into each role's own rules."""

    SERIALIZATION = "serialization"
    ENCODING = "encoding"
    JSON = "json"
    CRIT = "crit"
    ALGORITHM = "algorithm"
    TYPE = "type"
    HEADER_KEY = "header-key"
    KEY = "key"
    SIGNATURE = "signature"
    OPERATION = "operation"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    APPLICATION = "application"
    STORE = "store"
    VERSION = "version"
    ISSUED_AT = "issued-at"
    NOT_BEFORE = "not-before"
    EXPIRY = "expiry"
    JTI = "jti"
    REPLAY = "replay"
    SCOPE = "scope"
    CUSTOMER = "customer"
    CHANNEL = "channel"
    REQUEST_IP = "request-ip"
    REDIRECT = "redirect"
    CART = "cart"
    VARIANT = "variant"
    """Not a duty of its own: valid tokens in another form, which everyone must accept."""
