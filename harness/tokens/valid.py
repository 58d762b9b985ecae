"""Valid tokens of every kind, claim for claim as the parties send them."""

from typing import Any

from harness.contract.profile import Profile, load
from harness.contract.words import Kind
from harness.jose import base64url
from harness.tokens.draft import Draft, Stage
from harness.tokens.scene import Scene


def login(scene: Scene, **extra: Any) -> Draft:
    """Return a customer login token (Customer Login API, payload reference), which is surely not ahead of the store.

    ``extra`` may set ``redirect_to``, ``request_ip``, ``channel_id``, ``enable_persistent_cart`` or any other claim.
    """
    claims: dict[str, Any] = {
        "iss": scene.app.client_id,
        "iat": scene.at(0),
        "jti": scene.jti,
        "operation": "customer_login",
        "store_hash": scene.store.hash,
        "customer_id": scene.customer.id,
    }
    if scene.channel_id is not None:
        claims["channel_id"] = scene.channel_id
    claims.update(extra)
    return Draft(Kind.LOGIN, scene, {"alg": "HS256", "typ": "JWT"}, claims, scene.app.key, "HS256")


def current(scene: Scene, algorithm: str = "HS512", lifetime: int = 900) -> Draft:
    """Return a current customer token: header, claim order and types as real stores send them.

    ``lifetime`` is in seconds, and counts from the minting, ``scene.age`` seconds ago. ``group_id`` is a numeric
    string, "0" for no group.
    """
    customer, minted = scene.customer, scene.now - scene.age
    claims = {
        "customer": {"id": customer.id, "email": customer.email, "group_id": str(customer.group_id)},
        "iss": "bc/apps",
        "sub": scene.store.hash,
        "iat": minted,
        "exp": minted + lifetime,
        "version": 1,
        "aud": scene.app.client_id,
        "application_id": scene.app.client_id,
        "store_hash": scene.store.hash,
        "operation": "current_customer",
    }
    return Draft(Kind.CURRENT, scene, {"typ": "JWT", "alg": algorithm}, claims, scene.app.key, algorithm)


def payload(scene: Scene) -> Draft:
    """Return a ``signed_payload_jwt`` as a single-click app receives it at its load callback."""
    owner = {"id": 1, "email": "owner@example.com"}
    claims = {
        "aud": scene.app.client_id,
        "iss": "bc",
        "iat": scene.now,
        "nbf": scene.now - 5,
        "exp": scene.now + 86_400,
        "jti": scene.jti,
        "sub": f"stores/{scene.store.hash}",
        "user": {**owner, "locale": "en-US"},
        "owner": owner,
        "url": "/",
        "channel_id": scene.channel_id,
    }
    return Draft(Kind.PAYLOAD, scene, {"typ": "JWT", "alg": "HS256"}, claims, scene.app.key, "HS256")


def session_sync(scene: Scene) -> Draft:
    """Return a session-sync token's shape (ES256 label, claims as sampled).

    Its 64 signature bytes are a stand-in, derived from the ``jti``: only BigCommerce holds the ES256 key, so nobody
    else can sign or check this kind.
    """
    claims = {
        "iss": "BC",
        "iat": scene.now,
        "eat": scene.now + 30,
        "jti": scene.jti,
        "operation": "session_sync",
        "sid": 1000,
        "session_payload": {
            "cart_id": None,
            "customer_id": scene.customer.id,
            "visitor_id": scene.jti,
            "visit_id": scene.jti,
            "cart_locale": "en",
            "payment_wallet_data": None,
        },
        "request_ip": scene.peer,
        "redirect_to": "https://store.example/checkout",
    }
    return _bigcommerces_own(Kind.SESSION_SYNC, scene, claims)


def storefront_api(scene: Scene, token_type: int = 1) -> Draft:
    """Return the shape of a GraphQL Storefront API token (ES256 label, claims as observed, stand-in signature).

    ``token_type`` 1 is a storefront token, 2 a customer impersonation token. It expires by ``eat``, not ``exp``.
    """
    claims: dict[str, Any] = {
        "cid": [scene.channel_id or 1],
        "cors": ["https://store.example"] if token_type == 1 else [],
        "eat": scene.now + 172_800,
        "iat": scene.now,
        "iss": "BC",
        "sid": 1000,
        "sub": scene.app.client_id,
        "sub_type": 2,
        "token_type": token_type,
    }
    return _bigcommerces_own(Kind.STOREFRONT_API, scene, claims)


def _bigcommerces_own(kind: Kind, scene: Scene, claims: dict[str, Any]) -> Draft:
    draft = Draft(kind, scene, {"typ": "JWT", "alg": "ES256"}, claims, scene.app.key, "")
    stand_in = (scene.jti * 4).encode()[:64].ljust(64, b"\x01")
    return draft.edit(Stage.SIGNATURE_TEXT, lambda _: base64url.encode(stand_in))


def mint(kind: Kind, scene: Scene, profile: Profile | None = None) -> Draft:
    """Return the valid token of ``kind``, with the algorithm and lifetime that ``profile`` holds."""
    match kind:
        case Kind.LOGIN:
            return login(scene)
        case Kind.CURRENT:
            facts = profile or load()
            return current(scene, facts.text("current.algorithm"), facts.number("current.lifetime"))
        case Kind.PAYLOAD:
            return payload(scene)
        case Kind.SESSION_SYNC:
            return session_sync(scene)
        case Kind.STOREFRONT_API:
            return storefront_api(scene)
