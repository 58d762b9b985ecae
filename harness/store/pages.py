"""The storefront's pages: templates with every value escaped."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from harness.store.state import Storefront
from harness.tokens.parties import Customer


def page(name: str, front: Storefront, customer: Customer | None, **values: Any) -> Response:
    """Return the page ``name`` of ``front`` as ``customer``, or a guest, sees it. It is never to be stored."""
    template = _environment().get_template(f"{name}.html")
    names = {
        "store": front.store.name or front.store.hash,
        "channel": front.channel.name or f"channel {front.channel.id}",
    }
    text = template.render(**names, customer=customer, **values)
    return HTMLResponse(text, headers={"cache-control": "no-store", "content-security-policy": _POLICY})


_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"


def bare(name: str, status: int, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    """Return the page ``name``, which belongs to no store in particular. It is never to be stored."""
    text = _environment().get_template(f"{name}.html").render(**values)
    return HTMLResponse(text, status, {"cache-control": "no-store", **(headers or {})})


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("harness.store"), autoescape=True, undefined=StrictUndefined)
