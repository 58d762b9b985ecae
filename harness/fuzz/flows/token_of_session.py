"""What is wrong with a current.jwt, read by PyJWT: the model of a flow shares no code with the judge."""

from typing import Any

import jwt

from harness.targets.http import Exchange
from harness.tokens import App, Customer
from harness.verdict.storefront.context import StorefrontContext


def wrong_with(exchange: Exchange, context: StorefrontContext, reader: App, customer: Customer, now: int) -> str:
    """Return one sentence about an answer that should hold the token of ``customer`` for ``reader``, or ""."""
    if exchange.status != 200:
        return f"a customer is given no token ({exchange.status or exchange.error})"
    lifetime = context.profile.number("current.lifetime")
    try:
        claims: dict[str, Any] = jwt.decode(
            exchange.body.strip(),
            reader.client_secret,
            algorithms=["HS256", "HS512"],
            audience=reader.client_id,
            issuer="bc/apps",
            options={"verify_exp": False, "verify_iat": False},
        )
    except jwt.PyJWTError as error:
        return f"the token does not hold: {error}"
    named = claims.get("customer")
    person = named.get("id") if isinstance(named, dict) else None
    if person != customer.id:
        return f"the token names {person!r:.40} instead of {customer.id}"
    if claims.get("store_hash") != context.store.hash:
        return f"the token names the store {claims.get('store_hash')!r:.40}"
    if claims.get("exp", 0) - claims.get("iat", 0) != lifetime:
        return f"the token lives {claims.get('exp', 0) - claims.get('iat', 0)} s instead of {lifetime}"
    return "" if claims["exp"] > now - context.bar else "the token has expired already"
