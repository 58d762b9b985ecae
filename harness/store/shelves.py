"""What else a shopper finds: products, the search, the cart, the checkout, and the page that says there is none."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from harness.judge.redirect import is_own_path
from harness.store.pages import page
from harness.store.sign_in import guest_cookie, visit
from harness.store.web import location


def routes() -> list[Route]:
    """Return the routes that every storefront has; products have theirs by the seed (see ``elsewhere``)."""
    return [
        Route("/cart.php", _cart),
        Route("/checkout", _checkout),
        Route("/search.php", _search),
        Route("/embedded-checkout/allow-cookie", _allow_cookie),
    ]


async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer whatever no route answers: a product's page, or the page that says that there is none."""
    _, front, customer = visit(Request(scope))
    product = front.catalogue.products.get(scope["path"].rstrip("/") + "/")
    if product is None or scope["method"] not in ("GET", "HEAD"):
        answer = page("not_found", front, customer, 404)
    else:
        answer = page("product", front, customer, product=product)
    await answer(scope, receive, send)


async def _cart(request: Request) -> Response:
    _, front, customer = visit(request)
    return page("cart", front, customer)


async def _checkout(request: Request) -> Response:
    _, front, customer = visit(request)
    return page("checkout", front, customer)


async def _search(request: Request) -> Response:
    _, front, customer = visit(request)
    words = request.query_params.get("search_query", "")[:200]
    return page("search", front, customer, words=words, products=front.catalogue.search(words))


async def _allow_cookie(request: Request) -> Response:
    """Meet the browser as its first party, and send it back to the channel's own site (embedded checkout)."""
    state, front, customer = visit(request)
    back = request.query_params.get("returnUrl", "")
    scheme, mark, rest = back.partition("://")
    if not is_own_path(back) and scheme + mark + rest.partition("/")[0] not in front.origins:
        return page("not_found", front, customer, 404)
    answer = Response(status_code=302, headers={"cache-control": "no-store", "location": location(back).decode()})
    answer.raw_headers.append(guest_cookie(state))
    return answer
