"""The Management API: whether it knows the access token, what that may do, and whether it is this store's."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from harness.doctor.line import Line, none, note, well, wrong
from harness.doctor.visit import Visit
from harness.targets.http import Exchange
from harness.verdict.storefront.management import trouble

INFORMATION, CUSTOMERS = "/v2/store", "/v3/customers"
FORBIDDEN = 403
ABSENT = "not given: customers have to be named, and the clock is known from pages alone"


def credentials(visit: Visit) -> Iterator[Line]:
    """Ask for the store itself and for one customer; what comes back is kept for the checks after this."""
    if visit.management is None:
        yield none("management", ABSENT)
        return
    store = visit.management.ask("GET", INFORMATION, patience=0.0)
    customers = visit.management.ask("GET", CUSTOMERS, {"limit": "1"}, patience=0.0)
    visit.shop, visit.reads_customers = _object(store), customers.status == 200
    asked = {"information": store, "customers.read": customers}
    visit.refused = tuple(name for name, one in asked.items() if one.status == FORBIDDEN)
    bad = next((one for one in asked.values() if one.status not in (200, FORBIDDEN)), None)
    if bad:
        visit.management = None
        yield wrong("management", trouble(bad), "correct [management]: url and access_token of the store's API account")
    elif len(visit.refused) == 2:
        yield wrong("management", "403 for everything: another store's access token, or one without any scope",
                    f"management.url should end with /stores/{visit.context.target.app.store_hash}")  # fmt: skip
    else:
        yield well("management", f"{visit.context.target.management.url} knows the access token")  # type: ignore[union-attr]


def scopes(visit: Visit) -> Iterator[Line]:
    """Say which scopes the access token has, as far as harmless reads can tell."""
    if visit.management is None or len(visit.refused) == 2:
        return
    profile = visit.context.profile
    for name in visit.refused:
        names = profile.fact(f"management.scope.{name}").value
        assert isinstance(names, tuple)
        wanted = " or ".join(names)
        mend = f"give its API account {wanted}; scopes of a store's account cannot be changed: make a new one"
        needed = name == "customers.read" and not visit.context.target.customers
        yield (wrong if needed else note)("scopes", f"the access token lacks {wanted}", mend)
    if not visit.refused:
        yield well("scopes", "store information and customers can be read")


def identity(visit: Visit) -> Iterator[Line]:
    """Compare what the store says of itself with the target file."""
    if not visit.shop:
        return
    target, shop = visit.context.target, visit.shop
    if shop.get("id") != target.app.store_hash:
        yield wrong("store_hash", f"the store is {shop.get('id')}, app.store_hash says {target.app.store_hash}",
                    "correct app.store_hash or management.url: both have to be about the store at url")  # fmt: skip
        return
    yield well("store_hash", f"{target.app.store_hash} is the store's own")
    own, host = _hosts(shop), urlsplit(target.url).hostname
    if host not in own:
        yield note("url", f"the store calls itself {', '.join(sorted(own))}, url says {host}",
                   "well where that is the site of one of its channels; else correct url")  # fmt: skip
    if shop.get("status") not in (None, "live"):
        yield note("status", f"the store is {shop['status']}, not live", "give preview_code if visitors need one")


def _hosts(shop: dict[str, Any]) -> set[str]:
    named = (urlsplit(str(shop.get("secure_url", ""))).hostname, urlsplit(f"//{shop.get('domain', '')}").hostname)
    return {name for name in named if name}


def _object(exchange: Exchange) -> dict[str, Any]:
    try:
        found = json.loads(exchange.body) if exchange.status == 200 else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
