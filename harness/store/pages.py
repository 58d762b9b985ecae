"""The storefront's pages: templates with every value escaped, and the scripts that the seed puts into them."""

from collections.abc import Mapping, Sequence
from functools import cache
from secrets import token_urlsafe
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from harness.store.scripts import Script, shown
from harness.store.state import Storefront
from harness.tokens.parties import Customer


def page(name: str, front: Storefront, customer: Customer | None, status: int = 200, **values: Any) -> Response:
    """Return the page ``name`` of ``front`` as ``customer``, or a guest, sees it. It is never to be stored."""
    nonce = token_urlsafe(16)
    scripts = shown(front.scripts, checkout=name == "checkout")
    names = {
        "store": front.store.name or front.store.hash,
        "channel": front.channel.name or f"channel {front.channel.id}",
        "products": front.catalogue.products.values(),
    }
    names.update(values)
    text = _environment().get_template(f"{name}.html").render(customer=customer, scripts=scripts, nonce=nonce, **names)
    framers = sorted(front.origins) if name in ("cart", "checkout") else []
    headers = {"cache-control": "no-store", "content-security-policy": _policy(scripts, nonce, framers)}
    return HTMLResponse(text, status, headers)


def _policy(scripts: Sequence[Script], nonce: str, framers: Sequence[str]) -> str:
    """Return what a page may do: run its own ``scripts`` alone, and be framed by ``framers`` besides its own site.

    Asking its own store is always allowed: a test that drives a browser does so without a script of the seed's.
    """
    servers = sorted({script.server for script in scripts if script.server})
    policy = f"{_POLICY}; connect-src {_sources(servers)}; frame-ancestors {_sources(framers)}"
    return f"{policy}; script-src 'nonce-{nonce}'" if scripts else policy


def _sources(origins: Sequence[str]) -> str:
    return " ".join(["'self'", *origins])


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"


def bare(name: str, status: int, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    """Return the page ``name``, which belongs to no store in particular. It is never to be stored."""
    text = _environment().get_template(f"{name}.html").render(**values)
    return HTMLResponse(text, status, {"cache-control": "no-store", **(headers or {})})


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("harness.store"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
