"""storefront.leak: no answer tells the secret, an expected MAC, or why a token was refused (RFC 8725 3.2)."""

import re
from collections.abc import Callable

from harness.contract.words import Answer, Level
from harness.jose import base64url
from harness.jose.mac import mac
from harness.targets.http import Exchange
from harness.tokens import Draft, login
from harness.verdict.stop import Broken
from harness.verdict.storefront.landing import path_of
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import at

WORDS = (
    "iat",
    "jti",
    "signature",
    "hmac",
    "expired",
    "algorithm",
    "audience",
    "issuer",
    "store_hash",
    "customer_id",
    "request_ip",
    "channel_id",
    "operation",
    "claim",
    "replay",
    "traceback",
    "exception",
    "stack trace",
    "decodeerror",
    "invalidtoken",
)
BAD: dict[str, Callable[[Draft], Draft]] = {
    "signature": lambda draft: draft.signed_with("not-the-secret"),
    "expired": lambda draft: draft.claim(iat=draft.scene.at(-3600)),
    "customer": lambda draft: draft.claim(customer_id=987_654_321),
    "operation": lambda draft: draft.claim(operation="current_customer"),
    "store": lambda draft: draft.claim(store_hash="zz9other"),
    "jti": lambda draft: draft.without("jti"),
    "request-ip": lambda draft: draft.claim(request_ip="203.0.113.7"),
    "garbage": lambda draft: draft.head(alg="none").signed_with(b"", ""),
}


def gives_no_secret_away(storefront: StorefrontSuite) -> None:
    """No answer to a refused token, nor to an accepted one, holds the client secret or the MAC that was expected."""
    secrets = storefront.context.secrets()
    for cause, change in {**BAD, "nothing": _unchanged}.items():
        draft = change(_fresh(storefront))
        header, payload, _ = draft.raw().split(".")
        expected = base64url.encode(mac("HS256", storefront.context.app.key, f"{header}.{payload}".encode()))
        for exchange in _answers(storefront, draft):
            text = _all(exchange)
            if any(secret in text for secret in secrets):
                raise Broken(f"the client secret stands in the answer to a token with wrong {cause}")
            if expected in text and cause in ("signature", "garbage"):
                raise Broken(f"the expected MAC stands in the answer to a token with wrong {cause}")
    storefront.check_twin()


def gives_no_reason_away(storefront: StorefrontSuite) -> None:
    """The answers to refused tokens do not say what is wrong with them."""
    known = _words(_all(storefront.saw("opened the login page as a guest", storefront.visitor().get("/login.php"))))
    for cause, change in BAD.items():
        for exchange in _answers(storefront, change(_fresh(storefront))):
            told = _words(_all(exchange)) - known
            if told:
                raise Broken(f"the answer to a token with wrong {cause} says {', '.join(sorted(told))}")
    storefront.check_twin()


@at(Level.SHOULD)
def gives_the_same_answer_to_every_refusal(storefront: StorefrontSuite) -> None:
    """All refusals look the same: status and landing."""
    seen: dict[tuple[int, str], str] = {}
    for cause, change in BAD.items():
        visitor = storefront.visitor()
        exchange = storefront.saw(
            "presented a token", storefront.driver.present(visitor, change(_fresh(storefront)).wire())
        )
        if storefront.presenter.settle(exchange, visitor).answer is Answer.ACCEPTED:
            continue  # another rule's matter
        where = path_of(storefront.url, exchange.header("location")).partition("?")[0]
        seen.setdefault((exchange.status, where), cause)
    if len(seen) > 1:
        told = "; ".join(f"{cause}: {status} {where}" for (status, where), cause in seen.items())
        raise Broken(f"refusals can be told apart: {told}")
    storefront.check_twin()


def _unchanged(draft: Draft) -> Draft:
    return draft


def _fresh(storefront: StorefrontSuite) -> Draft:
    return login(storefront.scene())


def _answers(storefront: StorefrontSuite, draft: Draft) -> list[Exchange]:
    """Present a token; return that answer, and the page that it leads to."""
    visitor = storefront.visitor()
    first = storefront.saw("presented a token", storefront.driver.present(visitor, draft.wire()))
    return [first, storefront.follow(visitor, first.header("location") or "/login.php")]


def _all(exchange: Exchange) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in exchange.headers)
    return f"{headers}\n{exchange.body}"


def _words(text: str) -> set[str]:
    plain = text.lower()
    return {word for word in WORDS if re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", plain)}
