"""storefront.redirect: a login never leads away from the store (RFC 9700 4.11), whatever redirect_to says."""

import json
import re

import pytest

from harness.faults import Deviation
from harness.verdict.stop import Broken
from harness.verdict.storefront.landing import contained, stays
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import rests

HOSTILE = {"absolute": "https://evil.example/", "slashes": "//evil.example/", "backslash": "/\\evil.example"}


def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A redirect_to that is no text signs nobody in."""
    storefront.judge(deviation)


def contains(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A hostile redirect_to is refused, or the browser stays on the store's origin."""
    storefront.judge(deviation)


@rests("login.post")
@pytest.mark.parametrize("path", HOSTILE)
def contains_by_post(storefront: StorefrontSuite, path: str) -> None:
    """The JSON answer to a POST does not lead away either."""
    attempt = storefront.redeem(storefront.token(redirect_to=HOSTILE[path]), method="POST")
    body = attempt.outcome.exchange.body
    for found in re.findall(r'"redirectUrl"\s*:\s*"((?:[^"\\]|\\.)*)"', body):
        where = json.loads(f'"{found}"')
        if not stays(storefront.url, where):
            raise Broken(f"redirectUrl leads to {where!r}")
    storefront.check_twin()


def contains_for_a_refused_token(storefront: StorefrontSuite) -> None:
    """A refused token's redirect_to is not followed."""
    draft = storefront.token(redirect_to="https://evil.example/", customer_id=987_654_321)
    attempt = storefront.redeem(draft)
    if not contained(attempt.outcome.exchange):
        raise Broken(f"a refused login leads to {attempt.outcome.landing!r}")
    storefront.check_twin()
